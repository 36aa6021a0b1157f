package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Bytes;

/** RFC 6886, 3.2 to 3.5. */
class NatPmpMessageTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String ADDRESS = "00800000" + "80000001" + "0b000101";
  private static final String MAPPED = "00810000" + "00000007" + "0fa1ffff" + "ffffffff";

  @Test
  void questions() {
    assertThat(HEX.formatHex(NatPmpMessage.address())).isEqualTo("0000");
    assertThat(HEX.formatHex(NatPmpMessage.map(4001, 0xffff, 3600)))
        .isEqualTo("00010000" + "0fa1ffff" + "00000e10");
    assertThat(HEX.formatHex(NatPmpMessage.map(4001, 0, 0)))
        .isEqualTo("00010000" + "0fa10000" + "00000000");
  }

  @Test
  void answers() throws RefusedException {
    assertThat(NatPmpMessage.addressed(HEX.parseHex(ADDRESS)))
        .isEqualTo(new NatPmpMessage.Address(0x80000001L, Bytes.wrap(new byte[] {11, 0, 1, 1})));
    assertThat(NatPmpMessage.mapped(HEX.parseHex(MAPPED)))
        .isEqualTo(new NatPmpMessage.Mapped(7, 4001, 0xffff, 0xffffffffL));
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> NatPmpMessage.mapped(HEX.parseHex("00810002" + "00000007")))
        .isInstanceOf(RefusedException.class)
        .hasMessage("NAT-PMP: not authorized");
    assertThatThrownBy(() -> NatPmpMessage.addressed(HEX.parseHex("0080ffff" + "00000007")))
        .hasMessage("NAT-PMP: result 65535");
    // A server of PCP alone answers in its own version.
    assertThatThrownBy(() -> NatPmpMessage.addressed(HEX.parseHex("02800001" + "00000000")))
        .hasMessage("NAT-PMP: unsupported version");
  }

  @Test
  void whatIsNoAnswerIsNone() throws RefusedException {
    for (int size = 0; size < 16; size++) {
      assertThat(NatPmpMessage.mapped(Arrays.copyOf(HEX.parseHex(MAPPED), size))).isNull();
    }
    assertThat(NatPmpMessage.mapped(Arrays.copyOf(HEX.parseHex(MAPPED), 17))).isNull();
    assertThat(NatPmpMessage.mapped(HEX.parseHex(ADDRESS))).isNull();
    assertThat(NatPmpMessage.addressed(HEX.parseHex(MAPPED))).isNull();
    assertThat(NatPmpMessage.mapped(HEX.parseHex("01" + MAPPED.substring(2)))).isNull();
  }
}
