package org.xorcast.core.dht;

/** How often each {@link DhtCounter} was hit. Owned by one node's loop. */
public final class DhtCounters {
  private final long[] values = new long[DhtCounter.values().length];

  public void increment(DhtCounter counter) {
    values[counter.ordinal()]++;
  }

  public long get(DhtCounter counter) {
    return values[counter.ordinal()];
  }
}
