package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.cast.CastMessage.IHave;
import org.xorcast.core.cast.CastMessage.Reason;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/** Tells neighbours what is here, several messages in a frame where they come close together. */
final class Announcer {
  private static final long FLUSH_NANOS = 5_000_000;

  private final CastConfig config;
  private final OverlayCore overlay;
  private final CastPeers peers;
  private final Rng rng;
  private final Set<CastPeer> waiting = new LinkedHashSet<>();
  private long flushNanos = Deadlines.NEVER;

  Announcer(CastConfig config, OverlayCore overlay, CastPeers peers, Rng rng) {
    this.config = config;
    this.overlay = overlay;
    this.peers = peers;
    this.rng = rng;
  }

  long nextDeadlineNanos() {
    return flushNanos;
  }

  void announce(Neighbour to, Announcement announcement, long nowNanos, Effects out) {
    CastPeer peer = peers.get(to.peer());
    if (peer != null) {
      waiting.add(peer);
      flushNanos = Math.min(flushNanos, nowNanos + FLUSH_NANOS);
      if (peer.announce(announcement)) {
        peers.send(peer, new IHave(peer.takeAnnouncements()), out);
      }
    }
  }

  /** Announces a message to a few random peers outside the region below {@code height}. */
  void crossLink(StoredMessage message, int height, PeerId except, long nowNanos, Effects out) {
    List<Neighbour> outside = new ArrayList<>();
    for (Neighbour neighbour : overlay.table().all()) {
      if (neighbour.bucketIndex() >= height && !neighbour.peer().equals(except)) {
        outside.add(neighbour);
      }
    }
    Reason reason = message.isSingleChunk() ? Reason.CROSS_LINK : Reason.CROSS_LINK_LARGE;
    for (int i = 0; i < config.crossLinks() && !outside.isEmpty(); i++) {
      Neighbour chosen = outside.remove(rng.nextInt(outside.size()));
      announce(chosen, new Announcement(message.id(), reason), nowNanos, out);
    }
  }

  void forget(CastPeer peer) {
    waiting.remove(peer);
  }

  void wake(long nowNanos, Effects out) {
    if (nowNanos < flushNanos) {
      return;
    }
    flushNanos = Deadlines.NEVER;
    for (CastPeer peer : waiting) {
      List<Announcement> announcements = peer.takeAnnouncements();
      if (!announcements.isEmpty()) {
        peers.send(peer, new IHave(announcements), out);
      }
    }
    waiting.clear();
  }
}
