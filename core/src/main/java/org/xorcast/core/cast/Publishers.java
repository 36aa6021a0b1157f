package org.xorcast.core.cast;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Banned;
import org.xorcast.core.rights.Limits;

/**
 * How much each publisher may still publish, and who is mute because it signed two messages under
 * one sequence.
 *
 * <p>At most {@value #BUDGETS_MAX} budgets are kept; the one used longest ago goes first, and is
 * full when its publisher comes back.
 */
final class Publishers {
  static final int BUDGETS_MAX = 4096;

  /** When the two buckets will be full again. */
  private static final class Budget {
    long messagesNanos;
    long bytesNanos;
    int rejected;
  }

  /**
   * A burst that its publisher's own node lets through, one second's worth or half of the usual
   * one, may have become denser on the way.
   */
  private static final int BURST_SECONDS = 2;

  private static final int REJECTED_MAX = 3;

  private final RateLimits usual;
  private final Map<PeerId, Budget> budgets = new LinkedHashMap<>(0, 0.75f, true);
  private final Banned muted = new Banned();

  Publishers(RateLimits usual) {
    this.usual = usual;
  }

  /**
   * Whether one more message, or as many as are signed together, is within the publisher's limits.
   *
   * @param granted its own, null for the usual ones
   */
  boolean allows(MessageRecord record, @Nullable Limits granted, long nowNanos) {
    return allows(record, granted, BURST_SECONDS, nowNanos) && isNumberedWithin(record, granted);
  }

  /**
   * How long a message of this node itself, which has no record yet, has to wait until all others
   * will take it: here only half of the burst is allowed that they allow. 0 or less for not at all.
   */
  long ownWaitNanos(PeerId self, int sizeBytes, @Nullable Limits granted, long nowNanos) {
    @Nullable Budget budget = budgets.get(self);
    return budget == null
        ? 0
        : Math.max(
            messages(granted, 1).waitNanos(budget.messagesNanos, 1, nowNanos),
            bytes(granted, 1).waitNanos(budget.bytesNanos, sizeBytes, nowNanos));
  }

  private boolean allows(
      MessageRecord record, @Nullable Limits granted, int burstSeconds, long nowNanos) {
    @Nullable Budget budget = budgets.get(record.publisher());
    long messagesNanos = budget == null ? 0 : budget.messagesNanos;
    long bytesNanos = budget == null ? 0 : budget.bytesNanos;
    int count = record.messageCount();
    return (budget == null && count == 1)
        || (messages(granted, burstSeconds).allows(messagesNanos, count, nowNanos)
            && bytes(granted, burstSeconds).allows(bytesNanos, record.sizeBytes(), nowNanos));
  }

  /**
   * A record alone shows that its publisher is too fast, if its sequence is higher than its
   * session's age allows. On that all nodes agree, while each sees only a part of what comes.
   */
  boolean isNumberedWithin(MessageRecord record, @Nullable Limits granted) {
    if (granted == null) {
      return true;
    }
    double seconds = (record.createdMillis() - record.session()) / 1000.0;
    return record.sequence() <= 1 + granted.messagesPerSecond() * (1 + seconds);
  }

  private Rate messages(@Nullable Limits granted, int burstSeconds) {
    return granted == null
        ? part(usual.publisherMessages(), burstSeconds)
        : new Rate(granted.messagesPerSecond(), burstSeconds * granted.messagesPerSecond());
  }

  private static Rate part(Rate whole, int burstSeconds) {
    return new Rate(whole.perSecond(), whole.burst() * burstSeconds / BURST_SECONDS);
  }

  private Rate bytes(@Nullable Limits granted, int burstSeconds) {
    return granted == null
        ? part(usual.publisherBytes(), burstSeconds)
        : new Rate(
            granted.bytesPerSecond(),
            Math.max(burstSeconds * granted.bytesPerSecond(), granted.largestBytes()));
  }

  /** Counts a message whose signature was checked, so that nobody can spend another's budget. */
  void charge(MessageRecord record, @Nullable Limits granted, long nowNanos) {
    charge(record.publisher(), record.messageCount(), record.sizeBytes(), granted, nowNanos);
  }

  void charge(
      PeerId publisher, int messages, int sizeBytes, @Nullable Limits granted, long nowNanos) {
    Budget budget = budgets.computeIfAbsent(publisher, key -> new Budget());
    budget.messagesNanos = messages(granted, 1).take(budget.messagesNanos, messages, nowNanos);
    budget.bytesNanos = bytes(granted, 1).take(budget.bytesNanos, sizeBytes, nowNanos);
    if (budgets.size() > BUDGETS_MAX) {
      budgets.remove(budgets.keySet().iterator().next());
    }
  }

  /** The application rejects a message; whoever does that to it too often is mute for a while. */
  void rejected(PeerId publisher, long nowNanos) {
    Budget budget = budgets.computeIfAbsent(publisher, key -> new Budget());
    if (++budget.rejected >= REJECTED_MAX) {
      budget.rejected = 0;
      mute(publisher, nowNanos);
    }
  }

  void mute(PeerId publisher, long nowNanos) {
    muted.add(publisher, nowNanos);
  }

  boolean isMuted(PeerId publisher, long nowNanos) {
    muted.expire(nowNanos);
    return muted.contains(publisher);
  }
}
