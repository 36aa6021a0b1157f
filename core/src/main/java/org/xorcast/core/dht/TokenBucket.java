package org.xorcast.core.dht;

/**
 * A token bucket as one number: until when what was taken lasts (GCRA, the generic cell rate
 * algorithm).
 */
final class TokenBucket {
  private final long intervalNanos;
  private final long burstNanos;
  private long paidUntilNanos = Long.MIN_VALUE;

  TokenBucket(Rate rate) {
    intervalNanos = rate.intervalNanos();
    burstNanos = intervalNanos * rate.burst();
  }

  /** Whether {@code units} can be taken now. */
  boolean has(int units, long nowNanos) {
    return waitNanos(units, nowNanos) == 0;
  }

  /** How long until {@code units} can be taken, 0 if now. */
  long waitNanos(int units, long nowNanos) {
    long owedNanos = Math.max(paidUntilNanos, nowNanos) + units * intervalNanos - nowNanos;
    return Math.max(0, owedNanos - burstNanos);
  }

  void take(int units, long nowNanos) {
    paidUntilNanos = Math.max(paidUntilNanos, nowNanos) + units * intervalNanos;
  }

  /** Takes them if they are there. */
  boolean tryTake(int units, long nowNanos) {
    boolean enough = has(units, nowNanos);
    if (enough) {
      take(units, nowNanos);
    }
    return enough;
  }
}
