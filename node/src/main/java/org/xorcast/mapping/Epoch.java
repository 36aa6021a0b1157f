package org.xorcast.mapping;

import java.util.concurrent.TimeUnit;

/**
 * The gateway's count of seconds since it last had an empty table: the rule by which clients see
 * that it lost its mappings (RFC 6887, 8.5; RFC 6886, 3.6 has the same with other margins). Not
 * thread-safe.
 */
final class Epoch {
  /** Both clocks may differ by 1/16, which is what the RFC allows for. */
  private static final int DRIFT_SHIFT = 4;

  private static final int MARGIN_SECONDS = 2;

  private boolean known;
  private long lastEpochSeconds;
  private long lastNanos;

  /**
   * Takes note of an answer's epoch.
   *
   * @param epochSeconds 0 to 2^32 - 1
   * @param nowNanos on a clock that never goes back
   * @return true if the gateway forgot its mappings since the answer before
   */
  boolean lostAt(long epochSeconds, long nowNanos) {
    boolean lost = known && isLost(epochSeconds, nowNanos);
    known = true;
    lastEpochSeconds = epochSeconds;
    lastNanos = nowNanos;
    return lost;
  }

  private boolean isLost(long epochSeconds, long nowNanos) {
    long server = epochSeconds - lastEpochSeconds;
    if (server < -1) {
      return true;
    }
    long ours = TimeUnit.NANOSECONDS.toSeconds(nowNanos - lastNanos);
    return ours + MARGIN_SECONDS < server - (server >> DRIFT_SHIFT)
        || server + MARGIN_SECONDS < ours - (ours >> DRIFT_SHIFT);
  }
}
