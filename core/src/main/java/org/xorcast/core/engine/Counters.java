package org.xorcast.core.engine;

/** How often each {@link Counter} was hit. Owned by one node's loop. */
public final class Counters {
  private final long[] values = new long[Counter.values().length];

  public void add(Counter counter, long amount) {
    values[counter.ordinal()] += amount;
  }

  public void increment(Counter counter) {
    values[counter.ordinal()]++;
  }

  public long get(Counter counter) {
    return values[counter.ordinal()];
  }
}
