package org.xorcast.core.cast;

import java.time.Duration;
import org.xorcast.core.cast.CastMessage.Reason;
import org.xorcast.core.engine.Rng;

/**
 * How long an announced message is left to the tree before it is pulled: as long as the tree takes
 * to reach nearly everybody, from the network's size and this node's own round trips. Too early
 * costs a second copy, too late costs those whom the tree misses.
 */
final class PullTimer {
  private static final long BASE_NANOS = Duration.ofMillis(40).toNanos();
  private static final long SPREAD_NANOS = Duration.ofMillis(30).toNanos();
  private static final long HOP_MIN_NANOS = Duration.ofMillis(10).toNanos();
  private static final long HOP_MAX_NANOS = Duration.ofSeconds(1).toNanos();

  /** A level of the tree halves the region; near delegates make it cheaper than a round trip. */
  private static final double ROUND_TRIPS_PER_LEVEL = 0.31;

  private final CastConfig config;
  private final Pace pace;
  private final Rng rng;

  PullTimer(Pace pace, CastConfig config, Rng rng) {
    this.pace = pace;
    this.config = config;
    this.rng = rng;
  }

  long waitNanos(Reason reason, long nowNanos) {
    return switch (reason) {
      case EXCHANGE -> 0;
      case CROSS_LINK_LARGE -> 2 * config.stallNanos() + rng.between(0, SPREAD_NANOS);
      case CROSS_LINK -> treeNanos(nowNanos) + rng.between(0, SPREAD_NANOS);
    };
  }

  private long treeNanos(long nowNanos) {
    long roundTrip = pace.roundTripNanos(nowNanos);
    long level =
        Math.clamp((long) (roundTrip * ROUND_TRIPS_PER_LEVEL), HOP_MIN_NANOS, HOP_MAX_NANOS);
    double levels = pace.networkBits(nowNanos) + 1;
    return (long) (Math.max(BASE_NANOS, roundTrip * 2 / 3) + level * levels);
  }
}
