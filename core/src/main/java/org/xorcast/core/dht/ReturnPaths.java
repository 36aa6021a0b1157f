package org.xorcast.core.dht;

import java.time.Duration;
import java.util.LinkedHashMap;
import org.xorcast.core.id.Bytes;

/**
 * Addresses that have lately shown that they receive what is sent to them, so that nobody made them
 * up: with a token, or by a reply to a query of ours.
 */
final class ReturnPaths {
  static final long LIFETIME_NANOS = Duration.ofMinutes(10).toNanos();

  private static final int ADDRESSES_MAX = 8192;

  /** Until when each counts; whoever has waited longest first. */
  private final LinkedHashMap<Bytes, Long> untilNanos = new LinkedHashMap<>();

  void prove(Bytes ip, long nowNanos) {
    untilNanos.putLast(ip, nowNanos + LIFETIME_NANOS);
    if (untilNanos.size() > ADDRESSES_MAX) {
      untilNanos.pollFirstEntry();
    }
  }

  boolean isProven(Bytes ip, long nowNanos) {
    Long until = untilNanos.get(ip);
    return until != null && until > nowNanos;
  }
}
