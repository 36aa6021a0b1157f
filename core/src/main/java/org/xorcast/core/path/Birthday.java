package org.xorcast.core.path;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/**
 * Guesses one of the ports that a NAT has given to a peer who has opened {@value #SOCKETS} sockets:
 * of 2,048 guesses among 64,512 ports one hits with a probability of 99.97 % (the birthday paradox,
 * after Tailscale's "How NAT traversal works"). Not thread-safe.
 */
final class Birthday {
  /** What the end with a port for each opens. */
  static final int SOCKETS = 256;

  /** What the other end sends at most. */
  static final int GUESSES_MAX = 2048;

  /** No longer than that: then the sockets are closed again. */
  static final long LIMIT_NANOS = Duration.ofSeconds(4).toNanos();

  /** A little time for the other end to open its sockets. */
  private static final long HEAD_START_NANOS = Duration.ofMillis(150).toNanos();

  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();
  private static final int GUESSES_AT_ONCE = 6;
  private static final int PORT_MIN = 1024;

  private final Bytes ip;
  private final Bytes transaction;
  private final IntFunction<byte[]> random;
  private int guesses;
  private long dueNanos;

  Birthday(Bytes ip, long nowNanos, IntFunction<byte[]> random) {
    this.ip = ip;
    this.random = random;
    this.transaction = Bytes.wrap(random.apply(PathMessage.TRANSACTION_BYTES));
    this.dueNanos = nowNanos + HEAD_START_NANOS;
  }

  /** What all its pings have: where a pong comes from says which guess was right. */
  Bytes transaction() {
    return transaction;
  }

  long dueNanos() {
    return dueNanos;
  }

  boolean isOver() {
    return guesses >= GUESSES_MAX;
  }

  /** Where to ping now. */
  List<Endpoint> next(long nowNanos) {
    List<Endpoint> next = new ArrayList<>(GUESSES_AT_ONCE);
    while (next.size() < GUESSES_AT_ONCE && !isOver()) {
      byte[] bytes = random.apply(2);
      int port = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
      if (port >= PORT_MIN) {
        next.add(new Endpoint(ip, port));
        guesses++;
      }
    }
    dueNanos = nowNanos + PAUSE_NANOS;
    return next;
  }
}
