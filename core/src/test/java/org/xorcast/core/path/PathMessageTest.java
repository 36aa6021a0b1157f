package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.path.PathMessage.DialBack;
import org.xorcast.core.path.PathMessage.Open;
import org.xorcast.core.path.PathMessage.Opened;
import org.xorcast.core.path.PathMessage.Ping;
import org.xorcast.core.path.PathMessage.Pong;
import org.xorcast.core.path.PathMessage.Refusal;
import org.xorcast.core.path.PathMessage.Refused;
import org.xorcast.core.wire.WireException;

class PathMessageTest {
  private static final Bytes TRANSACTION = filled(12, 0x11);
  private static final Endpoint SEEN = Endpoint.ofIpv4(0x0b010001, 4001);
  private static final List<PathMessage> ALL =
      List.of(
          new DialBack(filled(16, 0x22)),
          new Ping(TRANSACTION, 0x0102030405060708L, filled(16, 0x33)),
          new Pong(TRANSACTION, 0x0102030405060708L, SEEN, filled(16, 0x33)),
          new Open(TRANSACTION, PeerId.of(filled(32, 0x44).unwrap())),
          new Opened(TRANSACTION, 0x80000001),
          new Refused(TRANSACTION, Refusal.FULL));

  private static Bytes filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.wrap(bytes);
  }

  private static String hex(PathMessage message) {
    return HexFormat.of().formatHex(message.encode());
  }

  @Test
  void goldenBytes() {
    String transaction = "11".repeat(12);
    assertThat(hex(ALL.get(0))).isEqualTo("3004" + "22".repeat(16));
    assertThat(hex(ALL.get(1)))
        .isEqualTo("3005" + transaction + "0102030405060708" + "33".repeat(16));
    assertThat(hex(ALL.get(2)))
        .isEqualTo("3006" + transaction + "0102030405060708" + "040b0100010fa1" + "33".repeat(16));
    assertThat(hex(ALL.get(3))).isEqualTo("3009" + transaction + "44".repeat(32));
    assertThat(hex(ALL.get(4))).isEqualTo("300a" + transaction + "80000001");
    assertThat(hex(ALL.get(5))).isEqualTo("300b" + transaction + "01");
  }

  @Test
  void roundTrip() {
    for (PathMessage message : ALL) {
      assertThat(PathMessage.decode(message.encode())).isEqualTo(message);
    }
  }

  @Test
  void truncatedOnesAreRefused() {
    for (PathMessage message : ALL) {
      byte[] whole = message.encode();
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> PathMessage.decode(cut)).isInstanceOf(WireException.class);
      }
      byte[] longer = Arrays.copyOf(whole, whole.length + 1);
      assertThatThrownBy(() -> PathMessage.decode(longer)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void noiseIsRefusedOrMeansSomething() {
    Rng rng = new Rng(1);
    int understood = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = ALL.get(rng.nextInt(ALL.size())).encode();
      noise[rng.nextInt(noise.length)] = (byte) rng.nextLong();
      try {
        PathMessage message = PathMessage.decode(noise);
        assertThat(message.encode()).isEqualTo(noise);
        understood++;
      } catch (WireException e) {
        // As it should be.
      }
    }
    assertThat(understood).isPositive();
  }

  @Test
  void noAnswerToAStrangerIsLongerThanHisQuestion() {
    int open = ALL.get(3).encode().length;
    assertThat(ALL.get(4).encode().length).isLessThan(open);
    assertThat(ALL.get(5).encode().length).isLessThan(open);
  }
}
