package org.xorcast.core.engine;

import java.util.Arrays;

/**
 * One deadline per kind in a small table; the nearest one is all that a driver has to know.
 *
 * @param <K> the kinds of deadlines of one core
 */
public final class Deadlines<K extends Enum<K>> {
  /** Later than any time. */
  public static final long NEVER = Long.MAX_VALUE;

  private final long[] atNanos;

  public Deadlines(Class<K> kinds) {
    atNanos = new long[kinds.getEnumConstants().length];
    Arrays.fill(atNanos, NEVER);
  }

  public void set(K kind, long whenNanos) {
    atNanos[kind.ordinal()] = whenNanos;
  }

  /** Moves a deadline closer, never further away. */
  public void setEarlier(K kind, long whenNanos) {
    atNanos[kind.ordinal()] = Math.min(atNanos[kind.ordinal()], whenNanos);
  }

  public long get(K kind) {
    return atNanos[kind.ordinal()];
  }

  /** If {@code kind} is due, forgets its deadline and answers true. */
  public boolean take(K kind, long nowNanos) {
    if (atNanos[kind.ordinal()] > nowNanos) {
      return false;
    }
    atNanos[kind.ordinal()] = NEVER;
    return true;
  }

  public long nextNanos() {
    long next = NEVER;
    for (long at : atNanos) {
      next = Math.min(next, at);
    }
    return next;
  }
}
