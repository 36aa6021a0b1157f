package org.xorcast.core.overlay;

/** Smoothed round-trip time and its variance as in RFC 6298. */
public class RttEstimator {
  /** A steady link's variance goes to nothing; schedulers and batches still cost this much. */
  private static final long GRANULARITY_NANOS = 5_000_000;

  /** Before that the variance is more a guess than a measurement. */
  private static final int SETTLED_SAMPLES = 4;

  private static final long NANOS_PER_MICRO = 1000;

  // In microseconds, which fit an int: a large simulation keeps a hundred million of these.
  private int smoothedMicros = -1;
  private int varianceMicros;
  private byte samples;

  /** Takes a measured round trip, 0 to half an hour. */
  public void sample(long rttNanos) {
    int rttMicros = micros(rttNanos);
    if (samples < SETTLED_SAMPLES) {
      samples++;
    }
    if (smoothedMicros < 0) {
      smoothedMicros = rttMicros;
      varianceMicros = rttMicros / 2;
    } else {
      varianceMicros += (Math.abs(smoothedMicros - rttMicros) - varianceMicros) / 4;
      smoothedMicros += (rttMicros - smoothedMicros) / 8;
    }
  }

  /** As after many equal samples. */
  void settle(long rttNanos) {
    smoothedMicros = micros(rttNanos);
    varianceMicros = 0;
    samples = SETTLED_SAMPLES;
  }

  private static int micros(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, nanos / NANOS_PER_MICRO);
  }

  /** Whether there are enough samples to believe in the variance. */
  boolean isSettled() {
    return samples >= SETTLED_SAMPLES;
  }

  public boolean isKnown() {
    return smoothedMicros >= 0;
  }

  /** The smoothed round trip, or {@code otherwise} before the first sample. */
  public long smoothedNanos(long otherwise) {
    return isKnown() ? smoothedMicros * NANOS_PER_MICRO : otherwise;
  }

  /**
   * {@code srtt + max(4 rttvar, srtt / 16 + 5 ms)}, or {@code otherwise} before the first sample.
   */
  public long timeoutNanos(long otherwise) {
    if (!isKnown()) {
      return otherwise;
    }
    long smoothed = smoothedMicros * NANOS_PER_MICRO;
    long variance = varianceMicros * NANOS_PER_MICRO;
    return smoothed + Math.max(4 * variance, smoothed / 16 + GRANULARITY_NANOS);
  }
}
