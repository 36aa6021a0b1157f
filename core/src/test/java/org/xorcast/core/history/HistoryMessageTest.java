package org.xorcast.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.cast.MerkleTree;
import org.xorcast.core.cast.MessageRecord;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.engine.Span;
import org.xorcast.core.history.HistoryMessage.Ask;
import org.xorcast.core.history.HistoryMessage.Keeps;
import org.xorcast.core.history.HistoryMessage.Past;
import org.xorcast.core.history.HistoryMessage.Recall;
import org.xorcast.core.history.HistoryMessage.Recalled;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.WireException;

class HistoryMessageTest {
  private static final PeerId ALICE = TestKeys.identity(1).peerId();

  private static MessageRecord record(byte[]... chunks) {
    List<Bytes> all = Arrays.stream(chunks).map(Bytes::wrap).toList();
    int size = Arrays.stream(chunks).mapToInt(chunk -> chunk.length).sum();
    Bytes root = new MerkleTree(all).root();
    return MessageRecord.sign(
        TestKeys.identity(1), Bytes.wrap(new byte[32]), 1000, 7, 2000, 600, size, 12, root, null);
  }

  private static String hex(HistoryMessage message) {
    return HexFormat.of().formatHex(message.encode());
  }

  @Test
  void goldenBytes() {
    assertThat(hex(new Ask())).isEqualTo("1b");
    assertThat(hex(new Keeps(List.of(new Span(ALICE, 1000, 5, 300)))))
        .isEqualTo("1c" + "01" + ALICE + "e807" + "05" + "ac02");
    assertThat(hex(new Recall(ALICE, 1000, 5, 300, 4096)))
        .isEqualTo("1d" + ALICE + "e807" + "05" + "ac02" + "8020");
    MessageRecord one = record(new byte[3]);
    String signed = HexFormat.of().formatHex(one.signed().unwrap());
    assertThat(hex(new Past(one, 0, Bytes.wrap(new byte[3])))).isEqualTo("1e" + "66" + signed);
    MessageRecord two = record(new byte[4096], new byte[1]);
    String ofTwo = HexFormat.of().formatHex(two.signed().unwrap());
    assertThat(hex(new Past(two, 1, Bytes.wrap(new byte[1]))))
        .isEqualTo("1e" + "8901" + ofTwo + "01");
    assertThat(hex(new Recalled(ALICE, 1000, 5, 17, true)))
        .isEqualTo("1f" + ALICE + "e807" + "05" + "11" + "01");
  }

  private static List<HistoryMessage> examples() {
    byte[] chunk = new byte[4096];
    return List.of(
        new Ask(),
        new Keeps(List.of(new Span(ALICE, 1000, 5, 300), new Span(ALICE, 2, 2, 1))),
        new Recall(ALICE, 1000, 5, 300, 4096),
        new Past(record(new byte[3]), 0, Bytes.wrap(new byte[3])),
        new Past(record(chunk, new byte[1]), 0, Bytes.wrap(chunk)),
        new Recalled(ALICE, 1000, 5, 17, false));
  }

  private static byte[] frame(HistoryMessage message) {
    byte[] head = message.encode();
    byte[] body = message instanceof Past past ? past.body().unwrap() : new byte[0];
    byte[] frame = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, frame, head.length, body.length);
    return frame;
  }

  @Test
  void decodesWhatItEncodes() {
    for (HistoryMessage message : examples()) {
      assertThat(HistoryMessage.decode(frame(message))).isEqualTo(message);
    }
  }

  @Test
  void refusesWhatIsTooMuch() {
    byte[] manySpans = {0x1c, (byte) 0x81, 0x04};
    assertThatThrownBy(() -> HistoryMessage.decode(manySpans)).isInstanceOf(WireException.class);
    byte[] longer = Arrays.copyOf(new Ask().encode(), 2);
    assertThatThrownBy(() -> HistoryMessage.decode(longer)).isInstanceOf(WireException.class);
  }

  @Test
  void garbageNeverDoesWorse() {
    Rng rng = new Rng(5);
    for (HistoryMessage message : examples()) {
      for (int i = 0; i < 500; i++) {
        byte[] frame = frame(message);
        for (int change = rng.nextInt(3); change >= 0; change--) {
          frame[1 % frame.length + rng.nextInt(Math.max(1, frame.length - 1))] =
              (byte) rng.nextLong();
        }
        byte[] cut = Arrays.copyOf(frame, 1 + rng.nextInt(frame.length));
        cut[0] = frame(message)[0];
        try {
          HistoryMessage.decode(cut);
        } catch (WireException expected) {
          // The only exception that there may be.
        }
      }
    }
  }
}
