package org.xorcast.core.cast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.xorcast.core.RecordedEffects;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;

class InOrderTest {
  private static final int SELF = 1;
  private static final int ALICE = 2;
  private static final int CAROL = 3;
  private static final int DAVE = 4;
  private static final Bytes GROUP = Bytes.wrap(new byte[32]);
  private static final Bytes CHUNK = Bytes.wrap(new byte[64 * 1024]);
  private static final long SESSION = 1_000_000_000;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long RETAIN_NANOS = CastConfig.DEFAULT.retainNanos();

  private final Counters counters = new Counters();
  private final SeenMessages seen = new SeenMessages(counters);
  private final MessageStore store = new MessageStore(CastConfig.DEFAULT, counters);
  private final InOrder inOrder =
      new InOrder(TestKeys.identity(SELF).peerId(), CastConfig.DEFAULT, seen, store, counters);
  private final RecordedEffects out = new RecordedEffects();
  private long now = 1_000_000_000_000L;

  private StoredMessage message(int publisher, long sequence, long ageMillis, int sizeBytes) {
    Identity identity = TestKeys.identity(publisher);
    MessageRecord record =
        MessageRecord.sign(
            identity,
            GROUP,
            SESSION,
            sequence,
            SESSION + ageMillis,
            600,
            sizeBytes,
            16,
            Bytes.wrap(new byte[32]),
            null);
    StoredMessage message = new StoredMessage(record.id(GROUP), record, now);
    for (int i = 0; i < message.chunkCount(); i++) {
      message.add(i, CHUNK, List.of(), 1, now);
    }
    return message;
  }

  /** A message of a session that is a second old, at a node that was there before. */
  private void take(int publisher, long... sequences) {
    for (long sequence : sequences) {
      inOrder.accept(message(publisher, sequence, 1_000, 100), HOUR_MILLIS, now, out);
    }
  }

  /** A message of a session that began a minute before the node did. */
  private void takeLate(long sequence, long runningMillis) {
    StoredMessage message = message(ALICE, sequence, runningMillis + 60_000, 100);
    inOrder.accept(message, runningMillis, now, out);
  }

  private void pass(long nanos) {
    now += nanos;
    inOrder.wake(now, out);
  }

  private List<Long> delivered(int publisher) {
    return out.delivered.stream()
        .filter(one -> one.publisher().equals(TestKeys.identity(publisher).peerId()))
        .map(Delivery::sequence)
        .toList();
  }

  private void assertNothingHeld() {
    assertThat(inOrder.held()).isZero();
    assertThat(inOrder.heldBytes()).isZero();
    assertThat(inOrder.nextDeadlineNanos()).isEqualTo(Deadlines.NEVER);
  }

  @Test
  void waitsForWhatWasOvertaken() {
    take(ALICE, 1, 3, 4);
    take(CAROL, 1, 2);
    assertThat(delivered(ALICE)).containsExactly(1L);
    assertThat(delivered(CAROL)).containsExactly(1L, 2L);
    assertThat(inOrder.held()).isEqualTo(2);
    assertThat(inOrder.heldBytes()).isEqualTo(200);
    take(ALICE, 2);
    assertThat(delivered(ALICE)).containsExactly(1L, 2L, 3L, 4L);
    assertNothingHeld();
  }

  @Test
  void anyOrderOfArrivalBecomesTheRightOne() {
    for (int seed = 0; seed < 50; seed++) {
      out.clear();
      Random random = new Random(seed);
      List<Integer> arrivals = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        arrivals.add(i);
      }
      Collections.shuffle(arrivals, random);
      int first = 100 + 2 * seed;
      for (int arrival : arrivals) {
        take(first + arrival % 2, 1 + arrival / 2);
      }
      List<Long> all = LongStream.rangeClosed(1, 100).boxed().toList();
      assertThat(delivered(first)).isEqualTo(all);
      assertThat(delivered(first + 1)).isEqualTo(all);
      assertNothingHeld();
    }
  }

  @Test
  void nobodyWaitsLongerThanTheRetentionHoweverManyGapsThereAre() {
    take(ALICE, 1, 3, 5, 7);
    pass(1_000_000_000);
    take(ALICE, 9);
    assertThat(inOrder.nextDeadlineNanos()).isEqualTo(now - 1_000_000_000 + RETAIN_NANOS);
    pass(RETAIN_NANOS - 1_000_000_001);
    assertThat(delivered(ALICE)).containsExactly(1L);
    pass(1);
    assertThat(delivered(ALICE)).containsExactly(1L, 3L, 5L, 7L);
    assertThat(counters.get(Counter.SEQUENCES_LOST)).isEqualTo(3);
    pass(1_000_000_000);
    assertThat(delivered(ALICE)).endsWith(7L, 9L);
    assertThat(counters.get(Counter.SEQUENCES_LOST)).isEqualTo(4);
    assertThat(seen.judge(message(ALICE, 2, 0, 1).record(), now))
        .isEqualTo(SeenMessages.Verdict.SEEN);
    assertNothingHeld();
  }

  @Test
  void whereTooManyAreHeldTheFirstGapIsGivenUp() {
    take(ALICE, 1, 3);
    pass(1);
    take(CAROL, 1);
    take(DAVE, 1);
    int half = InOrder.HELD_MAX / 2;
    for (int i = 1; i < half; i++) {
      take(CAROL, 2 + i);
      take(DAVE, 2 + i);
    }
    take(CAROL, 2 + half);
    assertThat(inOrder.held()).isEqualTo(InOrder.HELD_MAX);
    assertThat(out.delivered).hasSize(3);
    take(DAVE, 2 + half);
    assertThat(delivered(ALICE)).containsExactly(1L, 3L);
    assertThat(delivered(CAROL)).containsExactly(1L);
    assertThat(inOrder.held()).isEqualTo(InOrder.HELD_MAX);
    assertThat(counters.get(Counter.SEQUENCES_LOST)).isEqualTo(1);
  }

  @Test
  void whereTooMuchIsHeldTheFirstGapIsGivenUp() {
    int size = 16 << 20;
    take(ALICE, 1);
    for (int i = 0; i < 4; i++) {
      inOrder.accept(message(ALICE, 3 + i, 1_000, size), HOUR_MILLIS, now, out);
    }
    assertThat(inOrder.heldBytes()).isEqualTo(InOrder.HELD_BYTES_MAX);
    assertThat(delivered(ALICE)).containsExactly(1L);
    take(ALICE, 7);
    assertThat(delivered(ALICE)).containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
    assertThat(counters.get(Counter.SEQUENCES_LOST)).isEqualTo(1);
    assertNothingHeld();
  }

  @Test
  void aJumpBeyondTheWindowReleasesWhatItLeavesBehind() {
    take(ALICE, 1, 3, 5, 3 + SequenceWindow.SIZE);
    assertThat(delivered(ALICE)).containsExactly(1L, 3L);
    assertThat(inOrder.held()).isEqualTo(2);
    take(ALICE, 4);
    assertThat(delivered(ALICE)).containsExactly(1L, 3L, 4L, 5L);
  }

  @Test
  void whoWasThereFromTheBeginningWaitsForTheBeginning() {
    take(ALICE, 3);
    take(ALICE, 1);
    assertThat(delivered(ALICE)).containsExactly(1L);
    take(ALICE, 2);
    assertThat(delivered(ALICE)).containsExactly(1L, 2L, 3L);
    take(CAROL, 3);
    pass(InOrder.UNSURE_NANOS);
    assertThat(delivered(CAROL)).containsExactly(3L);
  }

  @Test
  void whoCameLaterWaitsALittle() {
    takeLate(1000, HOUR_MILLIS);
    takeLate(998, HOUR_MILLIS);
    assertThat(out.delivered).isEmpty();
    assertThat(seen.judge(message(ALICE, 935, 0, 1).record(), now))
        .isEqualTo(SeenMessages.Verdict.SEEN);
    pass(InOrder.LATE_NANOS - 1);
    assertThat(out.delivered).isEmpty();
    pass(1);
    assertThat(delivered(ALICE)).containsExactly(998L, 1000L);
    assertThat(seen.judge(message(ALICE, 999, 0, 1).record(), now))
        .isEqualTo(SeenMessages.Verdict.SEEN);
    takeLate(1001, HOUR_MILLIS);
    assertThat(delivered(ALICE)).containsExactly(998L, 1000L, 1001L);
    assertNothingHeld();
  }

  @Test
  void whoHasJustComeWaitsForTheExchange() {
    takeLate(1000, 5_000);
    pass(InOrder.LATE_YOUNG_NANOS - 1);
    assertThat(out.delivered).isEmpty();
    pass(1);
    assertThat(delivered(ALICE)).containsExactly(1000L);
    takeLate(1005, 9_000);
    pass(InOrder.UNSURE_NANOS - 1);
    assertThat(delivered(ALICE)).containsExactly(1000L);
    pass(1);
    assertThat(delivered(ALICE)).containsExactly(1000L, 1005L);
  }

  @Test
  void ownMessagesNeverWait() {
    inOrder.accept(message(SELF, 500, HOUR_MILLIS, 100), 0, now, out);
    inOrder.accept(message(SELF, 501, HOUR_MILLIS, 100), 0, now, out);
    assertThat(delivered(SELF)).containsExactly(500L, 501L);
    assertNothingHeld();
  }

  @Test
  void whatIsHeldOutlivesTheMemoryOfItsSession() {
    take(ALICE, 1, 3);
    for (int i = 0; i < SeenMessages.SESSIONS_MAX; i++) {
      take(10 + i, 1);
    }
    assertThat(seen.knows(SeenMessages.key(message(ALICE, 1, 0, 1).record()))).isFalse();
    pass(RETAIN_NANOS);
    assertThat(delivered(ALICE)).containsExactly(1L, 3L);
    assertNothingHeld();
  }

  @Test
  void aLargeMessageThatIsStillArrivingIsWaitedFor() {
    take(ALICE, 1, 3);
    StoredMessage large = message(ALICE, 2, 1_000, 1 << 20);
    store.begin(large);
    pass(RETAIN_NANOS);
    pass(RETAIN_NANOS);
    assertThat(delivered(ALICE)).containsExactly(1L);
    assertThat(inOrder.held()).isEqualTo(1);
    store.finish(large);
    inOrder.accept(large, HOUR_MILLIS, now, out);
    assertThat(delivered(ALICE)).containsExactly(1L, 2L, 3L);
    assertNothingHeld();
  }

  @Test
  void aLargeMessageThatStopsArrivingIsGivenUp() {
    take(ALICE, 1, 3);
    StoredMessage large = message(ALICE, 2, 1_000, 1 << 20);
    store.begin(large);
    pass(RETAIN_NANOS);
    store.abandon(large);
    pass(1_000_000_000);
    assertThat(delivered(ALICE)).containsExactly(1L, 3L);
    assertNothingHeld();
  }
}
