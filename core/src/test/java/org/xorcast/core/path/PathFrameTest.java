package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.path.PathFrame.AskDialBack;
import org.xorcast.core.path.PathFrame.Call;
import org.xorcast.core.path.PathFrame.DialBackAsked;
import org.xorcast.core.path.PathFrame.DialBackFor;
import org.xorcast.core.path.PathFrame.Guess;
import org.xorcast.core.path.PathFrame.Reserve;
import org.xorcast.core.path.PathFrame.Reserved;
import org.xorcast.core.wire.WireException;

class PathFrameTest {
  private static final Endpoint PLACE = Endpoint.ofIpv4(0x0b010001, 4001);
  private static final Endpoint PLACE6 =
      new Endpoint(Bytes.wrap(HexFormat.of().parseHex("2a" + "00".repeat(15))), 4001);
  private static final Bytes NONCE = Bytes.wrap(new byte[16]);
  private static final PathKey KEY = new PathKey(0x0102030405060708L, Bytes.wrap(new byte[32]));
  private static final List<PathFrame> ALL =
      List.of(
          new Call(true, false, KEY, PLACE, List.of(PLACE, PLACE)),
          new Call(false, true, KEY, null, List.of()),
          new Reserve(false),
          new Reserved(3600, null),
          new AskDialBack(NONCE, 0),
          new AskDialBack(NONCE, 4001),
          new DialBackFor(NONCE, PLACE),
          new DialBackAsked(NONCE, true),
          new Guess(),
          new Reserve(true),
          new Reserved(3600, PLACE6));

  private static String hex(PathFrame frame) {
    return HexFormat.of().formatHex(frame.encode());
  }

  @Test
  void goldenBytes() {
    String key = "0102030405060708" + "00".repeat(32);
    String place = "040b0100010fa1";
    String nonce = "00".repeat(16);
    assertThat(hex(ALL.get(0))).isEqualTo("080100" + key + "01" + place + "02" + place + place);
    assertThat(hex(ALL.get(1))).isEqualTo("080001" + key + "00" + "00");
    assertThat(hex(ALL.get(2))).isEqualTo("0900");
    assertThat(hex(ALL.get(3))).isEqualTo("0a901c00");
    assertThat(hex(ALL.get(4))).isEqualTo("0b" + nonce + "00");
    assertThat(hex(ALL.get(5))).isEqualTo("0b" + nonce + "01" + "0fa1");
    assertThat(hex(ALL.get(6))).isEqualTo("0c" + nonce + place);
    assertThat(hex(ALL.get(7))).isEqualTo("0d" + nonce + "01");
    assertThat(hex(ALL.get(8))).isEqualTo("0e");
    assertThat(hex(ALL.get(9))).isEqualTo("0901");
    assertThat(hex(ALL.get(10))).isEqualTo("0a901c01" + "062a" + "00".repeat(15) + "0fa1");
  }

  @Test
  void roundTripAndTruncation() {
    for (PathFrame frame : ALL) {
      byte[] whole = frame.encode();
      assertThat(PathFrame.decode(whole)).isEqualTo(frame);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> PathFrame.decode(cut)).isInstanceOf(WireException.class);
      }
    }
  }

  @Test
  void aDialBackToPortZeroIsMalformed() {
    byte[] frame = HexFormat.of().parseHex("0b" + "00".repeat(16) + "01" + "0000");
    assertThatThrownBy(() -> PathFrame.decode(frame)).isInstanceOf(WireException.class);
  }
}
