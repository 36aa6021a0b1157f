package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Batch;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;
import org.xorcast.history.HistoryStore.Entry;

/** Messages that were signed together lie in a history as one, and are read one by one. */
class BatchSubscriptionTest {
  private final List<Entry> history = new ArrayList<>();

  /** What the application was said to be done with. */
  private final List<Long> taken = new ArrayList<>();

  private static Entry entry(long position, long sequence, String... texts) {
    List<Bytes> parts =
        Stream.of(texts).map(t -> Bytes.wrap(t.getBytes(StandardCharsets.UTF_8))).toList();
    boolean batch = texts.length > 1;
    byte[] signed = {(byte) (batch ? Batch.FORMAT : 0x20)};
    return new Entry(
        position,
        new Kept(
            new MessageId(1, sequence << 8),
            PeerId.of(new byte[32]),
            1000,
            sequence,
            2000,
            null,
            null,
            2,
            Bytes.wrap(signed),
            batch ? Batch.pack(parts) : parts.getFirst()));
  }

  private Subscription reading(long fromSequence) {
    return new Subscription(
        new Subscription.Source() {
          private int at;

          @Override
          public List<Entry> next() {
            return at < history.size() ? List.of(history.get(at++)) : List.of();
          }

          @Override
          public long position() {
            return at;
          }

          @Override
          public boolean wants(Delivery delivery) {
            return delivery.sequence() >= fromSequence;
          }

          @Override
          public boolean hasValues() {
            return false;
          }

          @Override
          public @Nullable TopicId topic() {
            return null;
          }

          @Override
          public void taken(long position) {
            taken.add(position);
          }

          @Override
          public void close() {}
        },
        closed -> {});
  }

  private static Message next(Subscription subscription) throws InterruptedException {
    return subscription.poll(Duration.ofSeconds(10)).orElseThrow();
  }

  @Test
  void aBatchCountsAsTakenBehindItsLastMessage() throws Exception {
    history.add(entry(1, 1, "a"));
    history.add(entry(2, 4, "b", "c", "d"));
    history.add(entry(3, 5, "e"));
    Subscription subscription = reading(1);
    List<String> read = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      Message message = next(subscription);
      assertThat(message.sequence()).isEqualTo(i);
      read.add(message.text());
      List<Long> all = i < 5 ? i == 1 ? List.of() : List.of(1L) : List.of(1L, 2L);
      assertThat(taken).as("while message %d is handled", i).isEqualTo(all);
    }
    subscription.close();
    assertThat(read).containsExactly("a", "b", "c", "d", "e");
    assertThat(taken).containsExactly(1L, 2L, 3L);
    assertThat(subscription.lost()).isZero();
  }

  @Test
  void whoStopsInTheMiddleOfABatchGetsItAgain() throws Exception {
    history.add(entry(1, 3, "a", "b", "c"));
    Subscription subscription = reading(1);
    next(subscription);
    next(subscription);
    subscription.close();
    assertThat(taken).isEmpty();
  }

  @Test
  void readingMayBeginInTheMiddleOfABatch() throws Exception {
    history.add(entry(1, 3, "a", "b", "c"));
    Subscription subscription = reading(3);
    assertThat(next(subscription).text()).isEqualTo("c");
    assertThat(subscription.poll(Duration.ZERO)).isEmpty();
    assertThat(taken).containsExactly(1L);
  }
}
