package org.xorcast.bench.load;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts deliveries, and how long they took to 6 %. Thread-safe. */
final class Arrivals {
  /** Steps in a doubling. */
  private static final int STEPS = 16;

  private static final int BUCKETS = 40 * STEPS;

  private final LongAdder count = new LongAdder();
  private final AtomicLongArray byLatency = new AtomicLongArray(BUCKETS);

  void add(long nanos) {
    double doublings = Math.log(Math.max(1, nanos / 1000.0)) / Math.log(2);
    byLatency.incrementAndGet(Math.min(BUCKETS - 1, (int) (doublings * STEPS)));
    count.increment();
  }

  long count() {
    return count.sum();
  }

  void forgetLatencies() {
    for (int i = 0; i < BUCKETS; i++) {
      byLatency.set(i, 0);
    }
  }

  /** Median, 99th percentile and longest. */
  String latencies() {
    return String.format(
        "p50 %.1f, p99 %.1f, longest %.1f ms", millis(0.5), millis(0.99), millis(1));
  }

  private double millis(double share) {
    long all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      all += byLatency.get(i);
    }
    long left = (long) Math.ceil(all * share);
    int at = 0;
    while (at < BUCKETS - 1 && (left -= byLatency.get(at)) > 0) {
      at++;
    }
    return Math.pow(2, (at + 1.0) / STEPS) / 1000;
  }
}
