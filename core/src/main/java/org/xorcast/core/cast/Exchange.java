package org.xorcast.core.cast;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.cast.CastMessage.Digest;
import org.xorcast.core.cast.CastMessage.Reason;
import org.xorcast.core.cast.CastMessage.Vector;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * Anti-entropy: compares with a random neighbour what both have seen, and offers what it lacks.
 *
 * <p>A hash goes first; only a different one is answered with the vector of high-water marks. A
 * node is offered only what others received after it started, measured as a duration on either
 * side, so a newcomer is not flooded with the past and clocks need not agree. Each second while
 * messages flow, ever less often when nothing happens.
 */
final class Exchange {
  private static final long SETTLED_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long QUIET_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long EVERY_MAX_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int OFFERS_MAX = 1024;

  private final CastConfig config;
  private final OverlayCore overlay;
  private final CastPeers peers;
  private final Announcer announcer;
  private final SeenMessages seen;
  private final MessageStore store;
  private final StateExchange state;
  private final Rng rng;

  private long startNanos = -1;
  private long everyNanos;
  private long atNanos = Deadlines.NEVER;
  private long activeNanos;
  private @Nullable Neighbour newest;

  Exchange(
      CastConfig config,
      OverlayCore overlay,
      CastPeers peers,
      Announcer announcer,
      SeenMessages seen,
      MessageStore store,
      StateExchange state,
      Rng rng) {
    this.config = config;
    this.overlay = overlay;
    this.peers = peers;
    this.announcer = announcer;
    this.seen = seen;
    this.store = store;
    this.state = state;
    this.rng = rng;
    this.everyNanos = config.exchangeNanos();
  }

  long nextDeadlineNanos() {
    return atNanos;
  }

  /** A new neighbour may come from another part of a network that was cut in two. */
  void neighbourUp(Neighbour neighbour, long nowNanos, Effects out) {
    if (startNanos < 0) {
      startNanos = nowNanos;
    }
    if (!seen.isEmpty()) {
      peers.send(neighbour, new Digest(seen.hash(horizon(nowNanos))), out);
    }
    state.tell(neighbour, nowNanos, out);
    newest = neighbour;
    soon(nowNanos);
  }

  /** A message came or went. */
  void active(long nowNanos) {
    activeNanos = nowNanos;
    soon(nowNanos);
  }

  private void soon(long nowNanos) {
    if (everyNanos > config.exchangeNanos() || atNanos == Deadlines.NEVER) {
      everyNanos = config.exchangeNanos();
      atNanos = Math.min(atNanos, nowNanos + rng.jitter(everyNanos, 0.2));
    }
  }

  void wake(long nowNanos, Effects out) {
    if (nowNanos < atNanos) {
      return;
    }
    if (nowNanos - activeNanos > QUIET_NANOS) {
      everyNanos = Math.min(2 * everyNanos, EVERY_MAX_NANOS);
    }
    atNanos = nowNanos + rng.jitter(everyNanos, 0.2);
    Neighbour partner = partner();
    if (partner != null) {
      peers.send(partner, new Digest(seen.hash(horizon(nowNanos))), out);
      state.tell(partner, nowNanos, out);
    }
  }

  private @Nullable Neighbour partner() {
    Neighbour chosen = newest;
    newest = null;
    boolean isThere = chosen != null && overlay.neighbour(chosen.peer()) != null;
    return isThere ? chosen : anyOf(overlay.table(), rng);
  }

  /** Any member of any bucket, all buckets alike: near and far parts of the network mix. */
  static @Nullable Neighbour anyOf(RoutingTable<Neighbour> table, Rng rng) {
    if (table.size() == 0) {
      return null;
    }
    int lowest = table.lowestBucket();
    while (true) {
      List<Neighbour> bucket = table.bucket(lowest + rng.nextInt(NodeId.BITS - lowest));
      if (!bucket.isEmpty()) {
        return bucket.get(rng.nextInt(bucket.size()));
      }
    }
  }

  private long horizon(long nowNanos) {
    return nowNanos - config.retainNanos();
  }

  void onDigest(Neighbour peer, Digest digest, long nowNanos, Effects out) {
    if (digest.hash() != seen.hash(horizon(nowNanos))) {
      sendVector(peer, false, nowNanos, out);
    }
  }

  void onVector(CastPeer peer, Vector vector, long nowNanos, Effects out) {
    offer(peer, vector, nowNanos, out);
    if (!vector.answer() && seen.lacksSomethingOf(vector.publishers(), horizon(nowNanos))) {
      sendVector(peer.neighbour, true, nowNanos, out);
    }
  }

  private void sendVector(Neighbour peer, boolean answer, long nowNanos, Effects out) {
    Vector vector = new Vector(runningMillis(nowNanos), answer, seen.vector(horizon(nowNanos)));
    peers.send(peer, vector, out);
  }

  /** How long ago the first neighbour came. */
  long runningMillis(long nowNanos) {
    return startNanos < 0 ? 0 : (nowNanos - startNanos) / 1_000_000;
  }

  private void offer(CastPeer peer, Vector vector, long nowNanos, Effects out) {
    SeenMessages.Coverage theirs = SeenMessages.coverage(vector.publishers());
    // What they lack is mostly the newest: the whole store is only searched when it is more.
    long lacked = seen.lackedBy(vector.publishers(), horizon(nowNanos));
    int offers = 0;
    for (StoredMessage message : store.newestFirst()) {
      if (lacked <= 0 || offers == OFFERS_MAX) {
        break;
      }
      if (message.record().isValue() || theirs.covers(message.record())) {
        continue;
      }
      lacked -= message.record().messageCount();
      long ageNanos = nowNanos - message.firstNanos();
      if (ageNanos >= SETTLED_NANOS && ageNanos / 1_000_000 <= vector.ageMillis()) {
        offers++;
        Announcement offer = new Announcement(message.id(), Reason.EXCHANGE);
        announcer.announce(peer.neighbour, offer, nowNanos, out);
      }
    }
  }
}
