package org.xorcast.core.cast;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Banned;

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
  }

  private final RateLimits limits;
  private final Map<PeerId, Budget> budgets = new LinkedHashMap<>(0, 0.75f, true);
  private final Banned muted = new Banned();

  Publishers(RateLimits limits) {
    this.limits = limits;
  }

  /** Whether one more message is within the publisher's limits. */
  boolean allows(MessageRecord record, long nowNanos) {
    @Nullable Budget budget = budgets.get(record.publisher());
    return budget == null
        || (limits.publisherMessages().allows(budget.messagesNanos, 1, nowNanos)
            && limits.publisherBytes().allows(budget.bytesNanos, record.sizeBytes(), nowNanos));
  }

  /** Counts a message whose signature was checked, so that nobody can spend another's budget. */
  void charge(MessageRecord record, long nowNanos) {
    Budget budget = budgets.computeIfAbsent(record.publisher(), publisher -> new Budget());
    budget.messagesNanos = limits.publisherMessages().take(budget.messagesNanos, 1, nowNanos);
    budget.bytesNanos =
        limits.publisherBytes().take(budget.bytesNanos, record.sizeBytes(), nowNanos);
    if (budgets.size() > BUDGETS_MAX) {
      budgets.remove(budgets.keySet().iterator().next());
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
