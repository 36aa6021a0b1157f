package org.xorcast.core.engine;

/**
 * A token bucket as one number: until when what was taken lasts (GCRA, the generic cell rate
 * algorithm).
 */
public final class TokenBucket {
  private final long intervalNanos;
  private final long burstNanos;
  private long paidUntilNanos = Long.MIN_VALUE;

  /**
   * @param intervalNanos how long one unit takes to grow again, above 0
   * @param burst how many units can be taken at once after a rest, at least 1
   */
  public TokenBucket(long intervalNanos, long burst) {
    this.intervalNanos = intervalNanos;
    this.burstNanos = intervalNanos * burst;
  }

  /** Whether {@code units} can be taken now. */
  public boolean has(int units, long nowNanos) {
    return waitNanos(units, nowNanos) == 0;
  }

  /** How long until {@code units} can be taken, 0 if now. */
  public long waitNanos(int units, long nowNanos) {
    long owedNanos = Math.max(paidUntilNanos, nowNanos) + units * intervalNanos - nowNanos;
    return Math.max(0, owedNanos - burstNanos);
  }

  /** Takes them, and owes what is not there. */
  public void take(int units, long nowNanos) {
    paidUntilNanos = Math.max(paidUntilNanos, nowNanos) + units * intervalNanos;
  }

  /** Takes them if they are there. */
  public boolean tryTake(int units, long nowNanos) {
    boolean enough = has(units, nowNanos);
    if (enough) {
      take(units, nowNanos);
    }
    return enough;
  }
}
