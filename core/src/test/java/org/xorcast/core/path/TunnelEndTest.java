package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.TunnelEnd;

/** What stands for the ends of tunnels, and how it is found out that none is needed any more. */
class TunnelEndTest {
  private static final Bytes IPV4 = Endpoint.ofIpv4(0x0b010203, 1).ip();
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void namesTheSubscriberAndTheTunnel() {
    Bytes ipv6 = Bytes.wrap(HEX.parseHex("20010db8000100020003000400050006"));
    assertThat(HEX.formatHex(TunnelEnd.of(IPV4, 3).ip().unwrap()))
        .isEqualTo("fdb5d0c46a2f0004000000000b010203");
    assertThat(TunnelEnd.of(IPV4, 3).port()).isEqualTo(3);
    assertThat(HEX.formatHex(TunnelEnd.of(ipv6, 0xffff).ip().unwrap()))
        .isEqualTo("fdb5d0c46a2f000620010db800010002");
  }

  @Test
  void isKnownFromAllOtherEndpoints() {
    assertThat(TunnelEnd.is(TunnelEnd.of(IPV4, 1))).isTrue();
    assertThat(TunnelEnd.is(new Endpoint(IPV4, 1))).isFalse();
    byte[] way = HEX.parseHex("fdb5d0c46a2e0004000000000b010203");
    assertThat(TunnelEnd.is(new Endpoint(Bytes.wrap(way), 1))).as("of QUIC's own").isFalse();
  }

  @Test
  void aProbeIsAnsweredByItsOwnAnswerAndOnce() {
    UdpProbe probe = new UdpProbe();
    byte[] request = probe.request(HEX.parseHex("000102030405060708090a0b"));
    assertThat(HEX.formatHex(request)).isEqualTo("000100002112a442000102030405060708090a0b");
    Endpoint here = new Endpoint(IPV4, 4001);
    byte[] answer = new Stun.Response(Bytes.wrap(idOf(request)), here).encode();
    byte[] other = answer.clone();
    other[19]++;
    assertThat(probe.isAnswer(other)).as("another transaction").isFalse();
    assertThat(probe.isAnswer(request)).as("a request").isFalse();
    assertThat(probe.isAnswer(new byte[3])).as("noise").isFalse();
    assertThat(probe.isAnswer(answer)).isTrue();
    assertThat(probe.isAnswer(answer)).as("again").isFalse();
  }

  private static byte[] idOf(byte[] request) {
    return Arrays.copyOfRange(request, 4, 20);
  }
}
