package org.xorcast.sim;

/**
 * A node's way out: frames leave one after the other at its bandwidth. Small frames overtake bulk
 * that waits, as they do on QUIC streams of their own.
 */
final class Uplink {
  private long controlFreeNanos;
  private long bulkFreeNanos;

  /** When the last bit of a frame handed over now has left. */
  long leaves(long nowNanos, int sizeBytes, boolean bulk, long bitsPerSecond) {
    if (bitsPerSecond == 0) {
      return nowNanos;
    }
    long nanos = sizeBytes * 8_000_000_000L / bitsPerSecond;
    if (bulk) {
      bulkFreeNanos = Math.max(nowNanos, bulkFreeNanos) + nanos;
      return bulkFreeNanos;
    }
    controlFreeNanos = Math.max(nowNanos, controlFreeNanos) + nanos;
    bulkFreeNanos = Math.max(nowNanos, bulkFreeNanos) + nanos;
    return controlFreeNanos;
  }

  /** When all that was handed over will have left. */
  long idleNanos(long nowNanos) {
    return Math.max(nowNanos, bulkFreeNanos);
  }
}
