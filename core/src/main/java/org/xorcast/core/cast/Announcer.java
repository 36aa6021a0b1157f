package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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

  private static final int CROSS_LINKS_MAX = 1024;

  /** Where one message follows the other, a datagram for every announcement is too many. */
  private static final long FLUSH_EVERY_NANOS = 40_000_000;

  /** A message that is to be announced to anybody outside a region. */
  private record CrossLink(StoredMessage message, int height, PeerId except) {
    boolean isFor(Neighbour neighbour) {
      return neighbour.bucketIndex() >= height
          && !neighbour.peer().equals(except)
          && !message.isHeldBy(neighbour.peer())
          && !message.isSuperseded();
    }

    Announcement announcement() {
      Reason reason = message.isSingleChunk() ? Reason.CROSS_LINK : Reason.CROSS_LINK_LARGE;
      return new Announcement(message.id(), reason);
    }
  }

  private final CastConfig config;
  private final OverlayCore overlay;
  private final CastPeers peers;
  private final Replies replies;
  private final Rng rng;
  private final List<CrossLink> crossLinks = new ArrayList<>();
  private final Set<CastPeer> waiting = new LinkedHashSet<>();
  private long flushNanos = Deadlines.NEVER;
  private long flushedNanos = -FLUSH_EVERY_NANOS;

  Announcer(CastConfig config, OverlayCore overlay, CastPeers peers, Replies replies, Rng rng) {
    this.replies = replies;
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
      wantFlush(nowNanos);
      if (peer.announce(announcement)) {
        peers.send(peer, new IHave(peer.takeAnnouncements()), out);
      }
    }
  }

  private void wantFlush(long nowNanos) {
    long soonNanos = Math.max(nowNanos + FLUSH_NANOS, flushedNanos + FLUSH_EVERY_NANOS);
    flushNanos = Math.min(flushNanos, soonNanos);
  }

  /** Announces a message, soon, to a few random peers outside the region below {@code height}. */
  void crossLink(StoredMessage message, int height, PeerId except, long nowNanos) {
    if (crossLinks.size() < CROSS_LINKS_MAX) {
      crossLinks.add(new CrossLink(message, height, except));
      wantFlush(nowNanos);
    }
  }

  /**
   * Any peers will do, so those that get a frame anyway come first: when messages follow each
   * other, most cross links travel for the price of their bytes.
   */
  private void chooseCrossLinks(long nowNanos, Effects out) {
    List<Neighbour> order = new ArrayList<>(overlay.table().all());
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, rng.nextInt(i + 1));
    }
    // The sort is stable, so chance decides among equals.
    order.sort(Comparator.comparing(neighbour -> !peers.isToHear(neighbour)));
    for (CrossLink link : crossLinks) {
      int left = config.crossLinks();
      for (Neighbour neighbour : order) {
        if (left > 0 && link.isFor(neighbour)) {
          left--;
          announce(neighbour, link.announcement(), nowNanos, out);
        }
      }
    }
    crossLinks.clear();
  }

  void forget(CastPeer peer) {
    waiting.remove(peer);
  }

  void wake(long nowNanos, Effects out) {
    if (nowNanos < flushNanos) {
      return;
    }
    chooseCrossLinks(nowNanos, out);
    flushNanos = Deadlines.NEVER;
    flushedNanos = nowNanos;
    for (CastPeer peer : waiting) {
      if (peer.hasAnnouncements()) {
        replies.flush(peer, nowNanos, out);
      }
    }
    waiting.clear();
  }
}
