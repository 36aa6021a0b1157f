package org.xorcast.core.cast;

import java.time.Duration;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * How long an announced message is left to the tree before it is pulled.
 *
 * <p>The tree needs a hop for each level below the announcer's group, and a level is as quick as
 * this node's own links; ranks are staggered so that two alternates of a group do not pull at once.
 */
final class PullTimer {
  private static final long BASE_NANOS = Duration.ofMillis(60).toNanos();
  private static final long PER_RANK_NANOS = Duration.ofMillis(110).toNanos();
  private static final long SPREAD_NANOS = Duration.ofMillis(30).toNanos();
  private static final long HOP_MIN_NANOS = Duration.ofMillis(10).toNanos();
  private static final long HOP_MAX_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long RTT_UNKNOWN_NANOS = Duration.ofMillis(60).toNanos();
  private static final long MEASURE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final double HOPS_PER_ROUND_TRIP = 0.4;
  private static final double CROSS_FACTOR = 1.3;

  private final OverlayCore overlay;
  private final long stallNanos;
  private final Rng rng;
  private long measuredNanos = -1;
  private long roundTripNanos;
  private double networkBits;

  PullTimer(OverlayCore overlay, long stallNanos, Rng rng) {
    this.stallNanos = stallNanos;
    this.overlay = overlay;
    this.rng = rng;
  }

  /**
   * @param height of the announced group; ignored for cross links, which may be anywhere
   * @param rank as in {@link Announcement}
   */
  long waitNanos(int height, int rank, long nowNanos) {
    if (rank == Announcement.CROSS_LINK_LARGE) {
      return 2 * stallNanos + rng.between(0, SPREAD_NANOS);
    }
    measure(nowNanos);
    boolean cross = rank == Announcement.CROSS_LINK;
    double depth = cross ? networkBits : Math.max(0, networkBits - (NodeId.BITS - height));
    long hop =
        Math.clamp((long) (roundTripNanos * HOPS_PER_ROUND_TRIP), HOP_MIN_NANOS, HOP_MAX_NANOS);
    double wait = Math.max(BASE_NANOS, roundTripNanos) + hop * (depth + 1);
    if (cross) {
      wait *= CROSS_FACTOR;
    } else {
      wait += PER_RANK_NANOS * (double) Math.max(0, rank - 1);
    }
    return (long) wait + rng.between(0, SPREAD_NANOS);
  }

  private void measure(long nowNanos) {
    if (measuredNanos >= 0 && nowNanos - measuredNanos < MEASURE_EVERY_NANOS) {
      return;
    }
    measuredNanos = nowNanos;
    long sum = 0;
    int count = 0;
    for (Neighbour neighbour : overlay.table().all()) {
      sum += neighbour.rtt().smoothedNanos(RTT_UNKNOWN_NANOS);
      count++;
    }
    roundTripNanos = count == 0 ? RTT_UNKNOWN_NANOS : sum / count;
    networkBits = StrictMath.log(overlay.table().estimateNetworkSize()) / StrictMath.log(2);
  }
}
