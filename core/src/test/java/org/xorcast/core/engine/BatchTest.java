package org.xorcast.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.wire.WireException;

class BatchTest {
  private static Bytes bytes(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }

  private static List<Bytes> messages(int count, int bytes) {
    return Collections.nCopies(count, Bytes.wrap(new byte[bytes]));
  }

  @Test
  void goldenBytes() {
    Bytes packed = Batch.pack(List.of(bytes("61"), bytes("6263"), Bytes.wrap(new byte[128])));
    assertThat(HexFormat.of().formatHex(packed.unwrap()))
        .isEqualTo("0161" + "026263" + "8001" + "00".repeat(128));
    assertThat(Batch.measure(packed.unwrap())).isEqualTo(new Batch(3, 128));
  }

  @Test
  void anyMessagesComeOutAsTheyWentIn() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      List<Bytes> messages = new ArrayList<>();
      int count = 2 + random.nextInt(Batch.COUNT_MAX - 1);
      int largest = 0;
      int size = 0;
      for (int i = 0; i < count; i++) {
        byte[] message = new byte[1 + random.nextInt(i % 16 == 0 ? 20_000 : 200)];
        random.nextBytes(message);
        messages.add(Bytes.wrap(message));
        largest = Math.max(largest, message.length);
        size += Batch.packedBytes(message.length);
      }
      Bytes packed = Batch.pack(messages);
      assertThat(packed.length()).isEqualTo(size);
      assertThat(Batch.measure(packed.unwrap())).isEqualTo(new Batch(count, largest));
      assertThat(Batch.unpack(packed.unwrap())).isEqualTo(messages);
    }
  }

  /** Whatever comes in is either refused, or the one form of the messages that it holds. */
  @Test
  void alteredBytesAreRefusedOrCanonical() {
    Random random = new Random(2);
    int taken = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] payload = Batch.pack(messages(2 + random.nextInt(5), 1 + random.nextInt(3))).unwrap();
      payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
      try {
        int count = Batch.measure(payload).count();
        assertThat(Batch.unpack(payload)).hasSize(count);
        assertThat(Batch.pack(Batch.unpack(payload)).unwrap()).isEqualTo(payload);
        taken++;
      } catch (WireException e) {
        assertThat(e).hasMessageNotContaining("limit -");
      }
    }
    assertThat(taken).isBetween(1000, 19_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0161", "016100", "000161", "01610261", "81000161", "0161ffffff7f61"})
  void whatIsNoBatchIsRefused(String payload) {
    assertThatThrownBy(() -> Batch.measure(bytes(payload).unwrap()))
        .isInstanceOf(WireException.class);
  }

  @Test
  void tooManyMessagesAreRefused() {
    byte[] most = Batch.pack(messages(Batch.COUNT_MAX, 1)).unwrap();
    byte[] more = Batch.pack(messages(Batch.COUNT_MAX + 1, 1)).unwrap();
    assertThat(Batch.measure(most).count()).isEqualTo(Batch.COUNT_MAX);
    assertThatThrownBy(() -> Batch.measure(more)).isInstanceOf(WireException.class);
  }

  @Test
  void eachMessageHasItsOwnNameAndTheFirstThatOfTheBatch() {
    MessageId id = new MessageId(7, 0x1234_5678_9abc_defaL);
    Set<MessageId> names = new HashSet<>();
    for (int i = 0; i < Batch.COUNT_MAX; i++) {
      names.add(Batch.idOf(id, i));
    }
    assertThat(names).hasSize(Batch.COUNT_MAX).contains(id);
    assertThat(Batch.idOf(id, 0)).isEqualTo(id);
  }
}
