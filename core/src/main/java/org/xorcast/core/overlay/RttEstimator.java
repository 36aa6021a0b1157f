package org.xorcast.core.overlay;

/** Smoothed round-trip time and its variance as in RFC 6298. */
public final class RttEstimator {
  /** A steady link's variance goes to nothing; schedulers and batches still cost this much. */
  private static final long GRANULARITY_NANOS = 10_000_000;

  /** Before that the variance is more a guess than a measurement. */
  private static final int SETTLED_SAMPLES = 4;

  private long smoothedNanos = -1;
  private long varianceNanos;
  private int samples;

  public void sample(long rttNanos) {
    samples++;
    if (smoothedNanos < 0) {
      smoothedNanos = rttNanos;
      varianceNanos = rttNanos / 2;
    } else {
      varianceNanos += (Math.abs(smoothedNanos - rttNanos) - varianceNanos) / 4;
      smoothedNanos += (rttNanos - smoothedNanos) / 8;
    }
  }

  /** As after many equal samples. */
  void settle(long rttNanos) {
    smoothedNanos = rttNanos;
    varianceNanos = 0;
    samples = SETTLED_SAMPLES;
  }

  /** Whether there are enough samples to believe in the variance. */
  boolean isSettled() {
    return samples >= SETTLED_SAMPLES;
  }

  public boolean isKnown() {
    return smoothedNanos >= 0;
  }

  /** The smoothed round trip, or {@code otherwise} before the first sample. */
  public long smoothedNanos(long otherwise) {
    return isKnown() ? smoothedNanos : otherwise;
  }

  /**
   * {@code srtt + max(4 rttvar, srtt / 8 + 10 ms)}, or {@code otherwise} before the first sample.
   */
  public long timeoutNanos(long otherwise) {
    if (!isKnown()) {
      return otherwise;
    }
    return smoothedNanos + Math.max(4 * varianceNanos, smoothedNanos / 8 + GRANULARITY_NANOS);
  }
}
