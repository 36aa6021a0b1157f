package org.xorcast.mapping;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Endpoint;

/** RFC 6887, figures 2, 3, 9 and 10. */
class PcpMessageTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.168.77.2");
  private static final byte[] NONCE = HEX.parseHex("000102030405060708090a0b");
  private static final String CLIENT_HEX = "00000000000000000000ffffc0a84d02";

  private static final String ANSWER =
      "02810000"
          + "00000e10"
          + "00010002"
          + "000000000000000000000000"
          + "000102030405060708090a0b"
          + "11000000"
          + "0fa10fa2"
          + "00000000000000000000ffff0b000101";

  @Test
  void askForAMapping() {
    byte[] bytes = PcpMessage.map(CLIENT, NONCE, 4001, 3600, Endpoint.ofIpv4(0x0b000101, 4002));
    assertThat(HEX.formatHex(bytes))
        .isEqualTo(
            "02010000"
                + "00000e10"
                + CLIENT_HEX
                + "000102030405060708090a0b"
                + "11000000"
                + "0fa10fa2"
                + "00000000000000000000ffff0b000101");
  }

  @Test
  void askForItsRemoval() {
    assertThat(HEX.formatHex(PcpMessage.map(CLIENT, NONCE, 0xffff, 0, null)))
        .isEqualTo(
            "02010000"
                + "00000000"
                + CLIENT_HEX
                + "000102030405060708090a0b"
                + "11000000"
                + "ffff0000"
                + "00000000000000000000ffff00000000");
  }

  @Test
  void askForTheEpoch() {
    assertThat(HEX.formatHex(PcpMessage.announce(CLIENT)))
        .isEqualTo("02000000" + "00000000" + CLIENT_HEX);
  }

  @Test
  void anAnswer() {
    PcpMessage.Mapped mapped = requireNonNull(PcpMessage.mapped(HEX.parseHex(ANSWER)));
    assertThat(mapped.head()).isEqualTo(new PcpMessage.Head(1, 0, 3600, 65538));
    assertThat(mapped.nonce().unwrap()).isEqualTo(NONCE);
    assertThat(mapped.internalPort()).isEqualTo(4001);
    assertThat(mapped.external()).hasToString("11.0.1.1:4002");
  }

  @Test
  void anAnswerWithAnOptionAndAnIpv6Address() {
    String ipv6 = ANSWER.substring(0, 88) + "20010db8000000000000000000000001" + "03000000";
    PcpMessage.Mapped mapped = requireNonNull(PcpMessage.mapped(HEX.parseHex(ipv6)));
    assertThat(mapped.external()).hasToString("[2001:db8::1]:4002");
  }

  @Test
  void lifetimeAndEpochAreUnsigned() {
    String large = "02810000" + "ffffffff" + "fffffffe" + ANSWER.substring(24);
    PcpMessage.Head head = PcpMessage.head(HEX.parseHex(large));
    assertThat(head).isEqualTo(new PcpMessage.Head(1, 0, 0xffffffffL, 0xfffffffeL));
  }

  @Test
  void aServerOfNatPmpAloneSaysSo() {
    PcpMessage.Head head = requireNonNull(PcpMessage.head(HEX.parseHex("0081000100000005")));
    assertThat(head.refusal()).hasMessage("PCP: unsupported version");
    assertThat(head.refusal().code()).isEqualTo(1);
  }

  @Test
  void unknownResultsHaveTheirNumber() {
    assertThat(new PcpMessage.Head(1, 200, 0, 0).refusal()).hasMessage("PCP: result 200");
    assertThat(new PcpMessage.Head(1, 8, 0, 0).refusal()).hasMessage("PCP: no resources");
  }

  @Test
  void whatIsNoAnswerIsNone() {
    byte[] good = HEX.parseHex(ANSWER);
    for (int size = 0; size < good.length; size++) {
      assertThat(PcpMessage.mapped(Arrays.copyOf(good, size))).isNull();
    }
    byte[] request = good.clone();
    request[1] = 1;
    assertThat(PcpMessage.mapped(request)).isNull();
    byte[] tcp = good.clone();
    tcp[36] = 6;
    assertThat(PcpMessage.mapped(tcp)).isNull();
    byte[] version = good.clone();
    version[0] = 3;
    assertThat(PcpMessage.mapped(version)).isNull();
    assertThat(PcpMessage.mapped(Arrays.copyOf(good, 1104))).isNull();
  }

  @Test
  void damagedAnswersDoNotThrow() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = HEX.parseHex(ANSWER);
      for (int flips = random.nextInt(8); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      PcpMessage.Mapped mapped = PcpMessage.mapped(bytes);
      assertThat(mapped == null || mapped.internalPort() <= 0xffff).isTrue();
    }
  }
}
