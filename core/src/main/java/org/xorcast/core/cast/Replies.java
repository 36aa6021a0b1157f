package org.xorcast.core.cast;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.IHave;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.id.MessageId;

/**
 * Acknowledgements of small pushes, which nobody waits for unless something is wrong.
 *
 * <p>Sent at once, each would be a datagram of its own, and QUIC's acknowledgement of it another.
 * So they wait for a payload or an announcement that goes to the same peer, though not for long;
 * each says how long, which keeps round trips true.
 */
final class Replies {
  /** The sender adds this to the time after which it misses an answer. */
  static final long WAIT_NANOS = 12_000_000;

  private final CastPeers peers;
  private final Set<CastPeer> waiting = new LinkedHashSet<>();
  private long flushNanos = Deadlines.NEVER;

  Replies(CastPeers peers) {
    this.peers = peers;
  }

  long nextDeadlineNanos() {
    return flushNanos;
  }

  void add(CastPeer peer, MessageId id, int chunk, Code code, long nowNanos) {
    peer.owe(new CastPeer.Reply(id, chunk, code, nowNanos));
    waiting.add(peer);
    flushNanos = Math.min(flushNanos, nowNanos + WAIT_NANOS);
  }

  /** Sends all that waits for {@code peer}, because something else goes there now. */
  void flush(CastPeer peer, long nowNanos, Effects out) {
    for (CastPeer.Reply reply : peer.takeReplies()) {
      peers.send(peer, reply.ack(nowNanos), out);
    }
    List<Announcement> announcements = peer.takeAnnouncements();
    if (!announcements.isEmpty()) {
      peers.send(peer, new IHave(announcements), out);
    }
  }

  void forget(CastPeer peer) {
    waiting.remove(peer);
  }

  void wake(long nowNanos, Effects out) {
    if (nowNanos >= flushNanos) {
      flushAll(nowNanos, out);
    }
  }

  private void flushAll(long nowNanos, Effects out) {
    flushNanos = Deadlines.NEVER;
    for (CastPeer peer : waiting) {
      if (peer.hasReplies()) {
        flush(peer, nowNanos, out);
      }
    }
    waiting.clear();
  }
}
