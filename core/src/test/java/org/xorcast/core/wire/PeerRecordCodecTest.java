package org.xorcast.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerRecord;

class PeerRecordCodecTest {
  private final PeerRecord record =
      PeerRecordCodec.sign(
          TestKeys.identity(1), 0x0102030405060708L, List.of(Endpoint.ofIpv4(0x0a000007, 4001)));

  @Test
  void goldenBytes() {
    String hex = HexFormat.of().formatHex(record.signed().unwrap());
    assertThat(hex)
        .startsWith(
            "01" + TestKeys.identity(1).peerId() + "0102030405060708" + "01" + "040a0000070fa1")
        .hasSize(2 * (1 + 32 + 8 + 1 + 7 + 64));
  }

  @Test
  void roundTripsAndVerifies() {
    PeerRecord decoded = PeerRecordCodec.decode(record.signed().unwrap());
    assertThat(decoded).isEqualTo(record);
    assertThat(PeerRecordCodec.verify(decoded, TestKeys.verifier())).isTrue();
  }

  @Test
  void everyChangedByteIsNoticed() {
    byte[] good = record.signed().unwrap();
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      boolean accepted;
      try {
        accepted = PeerRecordCodec.verify(PeerRecordCodec.decode(bad), TestKeys.verifier());
      } catch (WireException e) {
        accepted = false;
      }
      assertThat(accepted).as("byte %s", i).isFalse();
    }
  }

  @Test
  void refusesEveryTruncation() {
    byte[] good = record.signed().unwrap();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> PeerRecordCodec.decode(cut)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void fitsItsStatedLimit() {
    byte[] ip = new byte[16];
    ip[0] = 0x20;
    Endpoint v6 = new Endpoint(Bytes.wrap(ip), 1);
    PeerRecord large =
        PeerRecordCodec.sign(
            TestKeys.identity(2),
            Long.MAX_VALUE,
            List.of(v6, v6, v6, v6, v6, v6, v6, v6),
            List.of(v6, v6, v6, v6, v6, v6));
    assertThat(large.signed().length()).isEqualTo(PeerRecordCodec.SIZE_MAX_BYTES);
  }

  @Test
  void goldenBytesWithRelays() {
    Endpoint relay = Endpoint.ofIpv4(0x0b000001, 4001);
    PeerRecord relayed =
        PeerRecordCodec.sign(TestKeys.identity(1), 0x0102030405060708L, List.of(), List.of(relay));
    assertThat(HexFormat.of().formatHex(relayed.signed().unwrap()))
        .startsWith(
            "02" + TestKeys.identity(1).peerId() + "0102030405060708" + "00" + "01040b0000010fa1")
        .hasSize(2 * (1 + 32 + 8 + 1 + 1 + 7 + 64));
    PeerRecord decoded = PeerRecordCodec.decode(relayed.signed().unwrap());
    assertThat(decoded).isEqualTo(relayed);
    assertThat(PeerRecordCodec.verify(decoded, TestKeys.verifier())).isTrue();
  }

  @Test
  void goldenBytesWithARelayInBothVersions() {
    byte[] ip = new byte[16];
    ip[0] = 0x2a;
    List<Endpoint> both =
        List.of(Endpoint.ofIpv4(0x0b000001, 4001), new Endpoint(Bytes.wrap(ip), 4001));
    PeerRecord relayed =
        PeerRecordCodec.sign(TestKeys.identity(1), 0x0102030405060708L, List.of(), both);
    assertThat(HexFormat.of().formatHex(relayed.signed().unwrap()))
        .startsWith(
            "02"
                + TestKeys.identity(1).peerId()
                + "0102030405060708"
                + "00"
                + "02040b0000010fa1"
                + "062a"
                + "00".repeat(15)
                + "0fa1");
    PeerRecord decoded = PeerRecordCodec.decode(relayed.signed().unwrap());
    assertThat(decoded).isEqualTo(relayed);
    assertThat(PeerRecordCodec.verify(decoded, TestKeys.verifier())).isTrue();
  }

  @Test
  void moreThanSixPlacesOfRelaysAreRefused() {
    byte[] six =
        PeerRecordCodec.sign(
                TestKeys.identity(1), 1, List.of(), Collections.nCopies(6, endpointOfRelay()))
            .signed()
            .unwrap();
    byte[] seven = new byte[six.length + 7];
    int end = six.length - 64;
    System.arraycopy(six, 0, seven, 0, end);
    System.arraycopy(six, end - 7, seven, end, 7);
    seven[42] = 7;
    assertThatThrownBy(() -> PeerRecordCodec.decode(seven)).isInstanceOf(WireException.class);
    assertThat(PeerRecordCodec.decode(six).relays()).hasSize(6);
  }

  private static Endpoint endpointOfRelay() {
    return Endpoint.ofIpv4(0x0b000001, 4001);
  }
}
