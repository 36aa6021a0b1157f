package org.xorcast.core.cast;

/**
 * The numbers of a token bucket. What one bucket remembers is a single time, when it will be full
 * again (the generic cell rate algorithm of ATM).
 *
 * @param perSecond how much it lets through in the long run
 * @param burst how much at once, after a pause
 */
public record Rate(long perSecond, long burst) {
  private static final double NANOS = 1e9;

  /**
   * @param fullNanos the bucket, 0 for a full one
   * @return whether {@code amount} may pass now
   */
  public boolean allows(long fullNanos, long amount, long nowNanos) {
    return waitNanos(fullNanos, amount, nowNanos) <= 0;
  }

  /** How long {@code amount} has to wait until it may pass, 0 or less if it may now. */
  long waitNanos(long fullNanos, long amount, long nowNanos) {
    double fullAgain = take(fullNanos, amount, nowNanos) - nowNanos;
    return (long) Math.ceil(fullAgain - burst * NANOS / perSecond);
  }

  /** The bucket after {@code amount} has passed. */
  public long take(long fullNanos, long amount, long nowNanos) {
    return Math.max(fullNanos, nowNanos) + (long) (amount * NANOS / perSecond);
  }
}
