package org.xorcast.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Endpoint;

class WireTest {
  private static String hex(Writer writer) {
    return HexFormat.of().formatHex(writer.toByteArray());
  }

  private static Reader reader(String hex) {
    return new Reader(HexFormat.of().parseHex(hex));
  }

  @Test
  void goldenBytes() {
    assertThat(hex(new Writer().u8(1).u16(0x0203).u64(0x0405060708090a0bL)))
        .isEqualTo("0102030405060708090a0b");
    assertThat(hex(new Writer().varint(0))).isEqualTo("00");
    assertThat(hex(new Writer().varint(127))).isEqualTo("7f");
    assertThat(hex(new Writer().varint(128))).isEqualTo("8001");
    assertThat(hex(new Writer().varint(Long.MAX_VALUE))).isEqualTo("ffffffffffffffff7f");
    assertThat(hex(new Writer().string("hé"))).isEqualTo("0368c3a9");
    assertThat(hex(new Writer().endpoint(Endpoint.ofIpv4(0x7f000001, 4001))))
        .isEqualTo("047f0000010fa1");
  }

  @Test
  void varintsRoundTrip() {
    Rng rng = new Rng(2);
    for (int i = 0; i < 10_000; i++) {
      long value = rng.nextLong() >>> 1 + rng.nextInt(62);
      Reader reader = new Reader(new Writer().varint(value).toByteArray());
      assertThat(reader.varint(Long.MAX_VALUE)).isEqualTo(value);
      reader.end();
    }
  }

  @Test
  void refusesOtherEncodingsOfTheSameValue() {
    assertThatThrownBy(() -> reader("8000").varint(10)).hasMessageContaining("shortest form");
    assertThatThrownBy(() -> reader("ffffffffffffffffff01").varint(Long.MAX_VALUE))
        .hasMessageContaining("longer than 9 bytes");
    assertThatThrownBy(() -> reader("02").flag()).hasMessageContaining("neither 0 nor 1");
    assertThatThrownBy(() -> reader("02ff61").string(10)).hasMessageContaining("UTF-8");
  }

  @Test
  void checksLimitsBeforeItAllocates() {
    assertThatThrownBy(() -> reader("ffffffff0701").bytes(1000))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("over the limit 1000");
    assertThatThrownBy(() -> reader("0a01").bytes(1000)).hasMessageContaining("ends early");
    assertThatThrownBy(() -> reader("01").end()).hasMessageContaining("1 bytes too many");
    assertThatThrownBy(() -> reader("057f0000010fa1").endpoint())
        .hasMessageContaining("neither 4 nor 6");
    assertThatThrownBy(() -> reader("047f0000010000").endpoint()).hasMessageContaining("port 0");
  }

  @Test
  void writerRefusesWhatItCannotWrite() {
    assertThatThrownBy(() -> new Writer().u8(256)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Writer().varint(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void frameTypesAreFoundByTheirNumber() {
    for (FrameType type : FrameType.values()) {
      assertThat(FrameType.of(Writer.frame(type).toByteArray())).isEqualTo(type);
    }
    assertThatThrownBy(() -> FrameType.of(new byte[0])).hasMessageContaining("empty frame");
    assertThatThrownBy(() -> FrameType.of(new byte[] {(byte) 0xff}))
        .hasMessageContaining("unknown frame type 0xff");
  }

  @Test
  void sha256OfParts() {
    assertThat(HexFormat.of().formatHex(Sha256.of(new byte[] {'a'}, new byte[] {'b', 'c'})))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
