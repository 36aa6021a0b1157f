package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.id.MessageId;

/**
 * Messages that are not passed on or delivered before the application has judged them; whoever has
 * no answer within the limit is ignored.
 *
 * <p>At most {@value #HELD_MAX} messages and {@value #HELD_BYTES_MAX} bytes are held, those that
 * still arrive included; more are refused.
 */
final class Validation {
  static final int HELD_MAX = 1024;
  static final long HELD_BYTES_MAX = 64L << 20;

  /** Copies of a message that are remembered beside its chunks. */
  private static final int COPIES_MAX = 8;

  /**
   * A push that was taken and not passed on.
   *
   * @param copy whether its chunk was here already
   */
  record Arrival(CastPeer from, Push push, boolean copy) {}

  /** A message that waits, and how it came. */
  static final class Held {
    final StoredMessage message;
    private final List<Arrival> arrivals = new ArrayList<>(1);
    private int copies;
    private long ticket;

    private Held(StoredMessage message) {
      this.message = message;
    }

    List<Arrival> arrivals() {
      return arrivals;
    }
  }

  private record Asked(Held held, long untilNanos) {}

  private final Map<MessageId, Held> held = new LinkedHashMap<>(0);
  private final Map<Long, Asked> asked = new LinkedHashMap<>(0);
  private long limitNanos;
  private long heldBytes;
  private long lastTicket;

  /** Judges from now on, or not any more if the limit is 0. */
  void limit(long nanos) {
    limitNanos = nanos;
  }

  boolean isOn() {
    return limitNanos > 0;
  }

  boolean hasRoomFor(MessageRecord record) {
    return held.size() < HELD_MAX && heldBytes + record.sizeBytes() <= HELD_BYTES_MAX;
  }

  boolean holds(MessageId id) {
    return held.containsKey(id);
  }

  /** Takes a push, and asks for a judgement if the message is complete by it. */
  void take(StoredMessage message, CastPeer from, Push push, long nowNanos, Effects out) {
    Held one = held.get(message.id());
    if (one != null && one.message != message) {
      release(one); // It stopped arriving, and has begun again.
      one = null;
    }
    if (one == null) {
      one = new Held(message);
      held.put(message.id(), one);
      heldBytes += message.record().sizeBytes();
    }
    one.arrivals.add(new Arrival(from, push, false));
    if (message.isComplete()) {
      one.ticket = ++lastTicket;
      asked.put(one.ticket, new Asked(one, nowNanos + limitNanos));
      out.validate(one.ticket, InOrder.delivery(message));
    }
  }

  /** Remembers another copy of a held message, which may make this node responsible for more. */
  void takeCopy(MessageId id, CastPeer from, Push push) {
    Held one = held.get(id);
    if (one != null && one.copies++ < COPIES_MAX) {
      one.arrivals.add(new Arrival(from, push, true));
    }
  }

  /** What was asked about under this ticket, held no more; null if that is over. */
  @Nullable Held judged(long ticket) {
    Asked question = asked.remove(ticket);
    if (question == null) {
      return null;
    }
    release(question.held);
    return question.held;
  }

  /** The tickets that nobody has answered in time. */
  List<Long> expired(long nowNanos) {
    List<Long> expired = new ArrayList<>();
    asked.forEach((ticket, question) -> {
      if (question.untilNanos <= nowNanos) {
        expired.add(ticket);
      }
    });
    return expired;
  }

  /**
   * Forgets what {@code store} has dropped: it stopped arriving, or its publisher's right ended.
   */
  void forgetDropped(MessageStore store) {
    for (Held one : new ArrayList<>(held.values())) {
      if (store.get(one.message.id()) != one.message) {
        asked.remove(one.ticket);
        release(one);
      }
    }
  }

  private void release(Held one) {
    held.remove(one.message.id());
    heldBytes -= one.message.record().sizeBytes();
  }

  long nextDeadlineNanos() {
    // All have the same limit but for one that was changed, so the first is the earliest.
    return asked.isEmpty() ? Deadlines.NEVER : asked.values().iterator().next().untilNanos;
  }
}
