package org.xorcast.core.overlay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.overlay.OverlayMessage.Ping;

/**
 * Who is still there: pings neighbours that are silent or suspect, and finds those that are mute.
 *
 * <p>New neighbours are pinged a few times in a row, so that their round trip is known before it is
 * needed.
 */
final class Liveness {
  private static final long CHECK_EVERY_NANOS = Duration.ofMillis(100).toNanos();

  private final OverlayConfig config;
  private final Links links;
  private final Sender sender;
  private long atNanos = Deadlines.NEVER;

  Liveness(OverlayConfig config, Links links, Sender sender) {
    this.config = config;
    this.links = links;
    this.sender = sender;
  }

  long nextDeadlineNanos() {
    return atNanos;
  }

  /** A link has been opened, which must say HELLO in time. */
  void expectHello(long nowNanos) {
    atNanos = Math.min(atNanos, nowNanos + config.helloNanos());
  }

  /** There may be something to do soon. */
  void hurry(long nowNanos) {
    atNanos = Math.min(atNanos, nowNanos + config.pingRetryNanos());
  }

  /** A neighbour has come whose round trip is known already. */
  void adopted(Neighbour neighbour) {
    atNanos = Math.min(atNanos, neighbour.nextCheckNanos(config));
  }

  /**
   * @param alarm tells the neighbour that many others are gone
   */
  void ping(Neighbour neighbour, boolean alarm, long nowNanos, Effects out) {
    neighbour.pinged(nowNanos);
    sender.send(neighbour.link(), new Ping(nowNanos, alarm), out);
    hurry(nowNanos);
  }

  void excuse(long stallNanos) {
    links.neighbours().forEach(neighbour -> neighbour.excuse(stallNanos));
  }

  /**
   * Pings whoever is due; returns the links that have been silent too long and are to be closed.
   */
  List<Link> check(long nowNanos, Effects out) {
    List<Link> dead = new ArrayList<>();
    if (nowNanos < atNanos) {
      return dead;
    }
    long next = Deadlines.NEVER;
    for (Link.Pending link : links.pending()) {
      long limit = link.upNanos() + config.helloNanos();
      if (nowNanos >= limit) {
        dead.add(link);
      } else {
        next = Math.min(next, limit);
      }
    }
    for (Neighbour neighbour : links.neighbours()) {
      if (neighbour.isDead(config, nowNanos)) {
        dead.add(neighbour);
      } else {
        if (nowNanos >= neighbour.nextCheckNanos(config)) {
          ping(neighbour, false, nowNanos, out);
        }
        next = Math.min(next, neighbour.nextCheckNanos(config));
      }
    }
    atNanos = next == Deadlines.NEVER ? next : Math.max(next, nowNanos + CHECK_EVERY_NANOS);
    return dead;
  }
}
