package org.xorcast.core.cast;

import java.time.Duration;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/** How quick this node's surroundings are and how large the network is, measured once a second. */
final class Pace {
  static final long RTT_UNKNOWN_NANOS = Duration.ofMillis(60).toNanos();

  private static final long MEASURE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final OverlayCore overlay;
  private long measuredNanos = -1;
  private long roundTripNanos;
  private double networkBits;

  Pace(OverlayCore overlay) {
    this.overlay = overlay;
  }

  /** The mean round trip to a neighbour. */
  long roundTripNanos(long nowNanos) {
    measure(nowNanos);
    return roundTripNanos;
  }

  /** The logarithm of the network's size to base 2. */
  double networkBits(long nowNanos) {
    measure(nowNanos);
    return networkBits;
  }

  /** The same for the part of the network that lies below {@code height}, 0 for a single node. */
  double depth(int height, long nowNanos) {
    return Math.max(0, networkBits(nowNanos) - (NodeId.BITS - height));
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
