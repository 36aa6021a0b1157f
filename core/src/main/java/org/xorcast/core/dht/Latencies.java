package org.xorcast.core.dht;

import java.time.Duration;
import java.util.Arrays;

/**
 * How long the last answers took, and so how long the next one is worth waiting for before somebody
 * else is asked as well (Jimenez et al., "Sub-Second Lookups", P2P 2011; the formula is mldht's).
 */
final class Latencies {
  private static final int SAMPLES = 128;

  /** Until there are so many, the guess below holds. */
  private static final int SAMPLES_MIN = 8;

  private static final long GUESS_NANOS = Duration.ofMillis(400).toNanos();
  private static final long STALL_MIN_NANOS = Duration.ofMillis(60).toNanos();
  private static final long STALL_MAX_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SPREAD_NANOS = Duration.ofMillis(60).toNanos();
  private static final double KNOWN_FACTOR = 1.3;

  private final long[] takenNanos = new long[SAMPLES];
  private long count;
  private long stallNanos = GUESS_NANOS;

  void add(long nanos) {
    takenNanos[(int) (count++ % SAMPLES)] = nanos;
    if (count >= SAMPLES_MIN && count % SAMPLES_MIN == 0) {
      int size = (int) Math.min(count, SAMPLES);
      long[] sorted = Arrays.copyOf(takenNanos, size);
      Arrays.sort(sorted);
      long stall = Math.max(sorted[size / 10] + SPREAD_NANOS, sorted[size * 3 / 4]);
      stallNanos = Math.clamp(stall, STALL_MIN_NANOS, STALL_MAX_NANOS);
    }
  }

  /** How long to wait for a node of which nothing is known. */
  long stallNanos() {
    return stallNanos;
  }

  /** How long to wait for a node whose round trip is known. */
  long stallNanos(long rttNanos) {
    return Math.clamp((long) (KNOWN_FACTOR * rttNanos), STALL_MIN_NANOS, stallNanos);
  }
}
