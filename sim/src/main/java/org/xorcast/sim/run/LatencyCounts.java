package org.xorcast.sim.run;

import java.util.Arrays;

/** How many deliveries took how long, in steps of 10 microseconds. */
final class LatencyCounts {
  private static final long STEP_NANOS = 10_000;
  private static final double STEPS_PER_MILLI = 100;

  private long[] counts = new long[1024];
  private long total;

  void add(long latencyNanos) {
    count((int) Math.min(Integer.MAX_VALUE - 8, latencyNanos / STEP_NANOS), 1);
  }

  void add(LatencyCounts other) {
    for (int step = 0; step < other.counts.length; step++) {
      if (other.counts[step] > 0) {
        count(step, other.counts[step]);
      }
    }
  }

  private void count(int step, long times) {
    if (step >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(step + 1, counts.length + counts.length / 2));
    }
    counts[step] += times;
    total += times;
  }

  /** Milliseconds within which the share of deliveries was made; 0 if there was none. */
  double percentileMillis(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int step = 0; step < counts.length; step++) {
      seen += counts[step];
      if (seen >= wanted) {
        return step / STEPS_PER_MILLI;
      }
    }
    return 0;
  }
}
