package org.xorcast.core.cast;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.id.PeerId;

/**
 * Hands messages to the application in the order of their sequences, one publisher's session at a
 * time. What has overtaken another one is held here until that one comes or is given up; to others
 * it is passed on all the same.
 *
 * <p>Nobody tells a node which messages were sent before it came. It was there from the first one
 * if it runs for longer than the session was old when its record was made, which compares two
 * durations and no clocks; but a record that was long under way makes it believe so wrongly. What
 * may never come is therefore waited for less long than what only a mishap keeps away.
 */
final class InOrder {
  /** Above this many held messages the one that has waited longest waits no more. */
  static final int HELD_MAX = SequenceWindow.SIZE;

  /** The same for the sum of their sizes. */
  static final long HELD_BYTES_MAX = 64L << 20;

  /** How long the first message of a session waits at a node that came later. */
  static final long LATE_NANOS = Duration.ofMillis(500).toNanos();

  /** The same at a young node: trees hardly know it, and the exchange brings it most. */
  static final long LATE_YOUNG_NANOS = Duration.ofSeconds(3).toNanos();

  /** How long one waits for what may have been sent before the node came. */
  static final long UNSURE_NANOS = Duration.ofSeconds(20).toNanos();

  /** What is still arriving is waited for, and looked at this often. */
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long YOUNG_MILLIS = Duration.ofMinutes(1).toMillis();

  /** How long a record is usually on its way, at most. */
  private static final long TRAVEL_MILLIS = Duration.ofSeconds(1).toMillis();

  /** Who came late takes this many sequences before the first one, since trees reorder. */
  private static final int BEFORE_FIRST = 64;

  private record Held(StoredMessage message, long untilNanos, long number) {}

  private static final Comparator<Held> BY_DEADLINE =
      Comparator.comparingLong(Held::untilNanos).thenComparingLong(Held::number);

  private final PeerId self;
  private final CastConfig config;
  private final SeenMessages seen;
  private final MessageStore store;
  private final Counters counters;
  private final Map<SeenMessages.Key, NavigableMap<Long, Held>> bySession = new LinkedHashMap<>(0);
  private final NavigableSet<Held> byDeadline = new TreeSet<>(BY_DEADLINE);
  private long heldBytes;
  private long lastNumber;

  InOrder(
      PeerId self, CastConfig config, SeenMessages seen, MessageStore store, Counters counters) {
    this.self = self;
    this.config = config;
    this.seen = seen;
    this.store = store;
    this.counters = counters;
  }

  long nextDeadlineNanos() {
    return byDeadline.isEmpty() ? Deadlines.NEVER : byDeadline.first().untilNanos;
  }

  int held() {
    return byDeadline.size();
  }

  long heldBytes() {
    return heldBytes;
  }

  /**
   * Marks a complete message as seen, and delivers it and what it held up, or holds it.
   *
   * @param runningMillis for how long this node has had neighbours
   */
  void accept(StoredMessage message, long runningMillis, long nowNanos, Effects out) {
    MessageRecord record = message.record();
    SeenMessages.Key session = SeenMessages.key(record);
    boolean young = runningMillis < YOUNG_MILLIS;
    long patienceNanos = young ? UNSURE_NANOS : config.retainNanos();
    if (!seen.knows(session)) {
      boolean late = isLate(record, runningMillis);
      seen.begin(session, startOf(record, late), nowNanos);
      patienceNanos = firstPatienceNanos(late, young);
    }
    seen.mark(record, nowNanos);
    if (!bySession.containsKey(session) && seen.contiguous(session) >= record.sequence()) {
      deliver(message, out);
      return;
    }
    hold(session, new Held(message, nowNanos + patienceNanos, ++lastNumber));
    release(session, out);
    while (byDeadline.size() > HELD_MAX || heldBytes > HELD_BYTES_MAX) {
      giveUpBefore(byDeadline.first(), out);
    }
  }

  /** A message will not be delivered: nobody waits for it any more. */
  void skip(MessageRecord record, long runningMillis, long nowNanos, Effects out) {
    SeenMessages.Key session = SeenMessages.key(record);
    if (!seen.knows(session)) {
      seen.begin(session, startOf(record, isLate(record, runningMillis)), nowNanos);
    }
    seen.mark(record, nowNanos);
    release(session, out);
  }

  /** Stops waiting for what has not begun to come in time. */
  void wake(long nowNanos, Effects out) {
    while (nextDeadlineNanos() <= nowNanos) {
      Held first = byDeadline.first();
      if (store.isArrivingBefore(first.message.record())) {
        postpone(first, nowNanos + LOOK_NANOS);
      } else {
        giveUpBefore(first, out);
      }
    }
  }

  /** Whether the session began before this node did. */
  private static boolean isLate(MessageRecord record, long runningMillis) {
    return runningMillis - TRAVEL_MILLIS < record.createdMillis() - record.session();
  }

  private static long firstPatienceNanos(boolean late, boolean young) {
    if (!late) {
      return UNSURE_NANOS;
    }
    return young ? LATE_YOUNG_NANOS : LATE_NANOS;
  }

  /** The last sequence that is not waited for in a session of which {@code first} is the first. */
  private long startOf(MessageRecord first, boolean late) {
    if (first.publisher().equals(self)) {
      return first.firstSequence() - 1;
    }
    return late ? Math.max(0, first.firstSequence() - 1 - BEFORE_FIRST) : 0;
  }

  private void hold(SeenMessages.Key session, Held held) {
    NavigableMap<Long, Held> bySequence =
        bySession.computeIfAbsent(session, key -> new TreeMap<>());
    if (bySequence.putIfAbsent(held.message.record().sequence(), held) == null) {
      byDeadline.add(held);
      heldBytes += held.message.record().sizeBytes();
    }
  }

  private void postpone(Held held, long untilNanos) {
    MessageRecord record = held.message.record();
    Held later = new Held(held.message, untilNanos, held.number);
    byDeadline.remove(held);
    byDeadline.add(later);
    bySession.getOrDefault(SeenMessages.key(record), new TreeMap<>()).put(record.sequence(), later);
  }

  private void giveUpBefore(Held held, Effects out) {
    MessageRecord record = held.message.record();
    SeenMessages.Key session = SeenMessages.key(record);
    seen.giveUpTo(session, record.sequence());
    release(session, out);
  }

  /** Delivers what nothing stands before any more. */
  private void release(SeenMessages.Key session, Effects out) {
    NavigableMap<Long, Held> bySequence = bySession.getOrDefault(session, new TreeMap<>());
    long contiguous = seen.contiguous(session);
    while (!bySequence.isEmpty() && bySequence.firstKey() <= contiguous) {
      Held next = bySequence.pollFirstEntry().getValue();
      byDeadline.remove(next);
      heldBytes -= next.message.record().sizeBytes();
      deliver(next.message, out);
    }
    if (bySequence.isEmpty()) {
      bySession.remove(session);
    }
  }

  /** Delivers a message out of turn: a value waits for nothing, and nothing waits for it. */
  void deliver(StoredMessage message, Effects out) {
    counters.add(Counter.DELIVERED, message.record().messageCount());
    out.deliver(delivery(message));
  }

  /** A complete message as the application sees it. */
  static Delivery delivery(StoredMessage message) {
    MessageRecord record = message.record();
    return new Delivery(
        message.id(),
        null,
        record.publisher(),
        record.session(),
        record.sequence(),
        record.createdMillis(),
        record.name(),
        record.key(),
        message.payload(),
        record.sizeBytes(),
        message.hop(),
        record.signed());
  }
}
