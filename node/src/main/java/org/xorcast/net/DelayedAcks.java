package org.xorcast.net;

import java.util.HashMap;
import java.util.Map;

/**
 * When QUIC's acknowledgements are due (RFC 9000, 13.2.1 and 13.2.2).
 *
 * <p>QUIC would acknowledge whatever was read at once, mostly in a datagram that says nothing else,
 * and often something goes to the same peer a little later. So what was read from a connection
 * waits for that, unless it is a handshake or several packets of one peer. A peer counts with 25
 * ms, QUIC's default for the greatest delay.
 */
final class DelayedAcks {
  static final long DELAY_NANOS = 20_000_000;

  /** So many packets of one connection are acknowledged at once. */
  static final int PACKETS_MAX = 4;

  private final Map<Long, Integer> packets = new HashMap<>();
  private boolean urgent;
  private boolean waiting;
  private long sinceNanos;

  /** A packet of an established connection was read. */
  void read(long connectionId, long nowNanos) {
    begin(nowNanos);
    urgent |= packets.merge(connectionId, 1, Integer::sum) >= PACKETS_MAX;
  }

  /** Something was read that is to be answered without delay. */
  void readUrgent(long nowNanos) {
    begin(nowNanos);
    urgent = true;
  }

  private void begin(long nowNanos) {
    if (!waiting) {
      waiting = true;
      sinceNanos = nowNanos;
    }
  }

  boolean isWaiting() {
    return waiting;
  }

  /** Nanoseconds until all that waits has to be acknowledged, 0 for now. */
  long leftNanos(long nowNanos) {
    return urgent ? 0 : Math.max(0, sinceNanos + DELAY_NANOS - nowNanos);
  }

  /** All is acknowledged. */
  void done() {
    packets.clear();
    urgent = false;
    waiting = false;
  }
}
