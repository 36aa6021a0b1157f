package org.xorcast.core.cast;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * All neighbours as the broadcast sees them. Those with whom it never had to do take no memory: of
 * hundreds of neighbours, few are delegates.
 */
final class CastPeers {
  private static final int STANDINGS_MAX = 1024;
  private static final int OUTSIDERS_MAX = 256;

  private final OverlayCore overlay;
  private final Counters counters;
  private final Map<PeerId, CastPeer> peers = new LinkedHashMap<>();
  private final Map<PeerId, Standing> standings = new LinkedHashMap<>();
  private @Nullable Map<PeerId, CastPeer> outsiders;

  CastPeers(OverlayCore overlay, Counters counters) {
    this.overlay = overlay;
    this.counters = counters;
  }

  @Nullable CastPeer remove(PeerId id) {
    return peers.remove(id);
  }

  /** Whether something waits that goes to this neighbour soon. */
  boolean isToHear(Neighbour neighbour) {
    CastPeer peer = peers.get(neighbour.peer());
    return peer != null && (peer.hasAnnouncements() || peer.hasReplies());
  }

  /** Null if {@code id} is no neighbour, or none any more. */
  @Nullable CastPeer get(PeerId id) {
    CastPeer known = peers.get(id);
    if (known != null) {
      return known;
    }
    Neighbour neighbour = overlay.neighbour(id);
    return neighbour == null ? null : of(neighbour);
  }

  /** The publisher from outside that handed in a message, null if it was another or long ago. */
  @Nullable CastPeer outsider(PeerId id) {
    return outsiders == null ? null : outsiders.get(id);
  }

  /** The broadcast's view of a neighbour whose link stands. */
  CastPeer of(Neighbour neighbour) {
    return peers.computeIfAbsent(neighbour.peer(), id -> new CastPeer(neighbour));
  }

  /** A publisher outside of the group that hands in a message; what it did wrong is remembered. */
  CastPeer outsider(Neighbour publisher) {
    if (outsiders == null) {
      outsiders = new LinkedHashMap<>();
    }
    CastPeer known = outsiders.remove(publisher.peer());
    CastPeer peer = known == null || known.neighbour != publisher ? new CastPeer(publisher) : known;
    outsiders.put(publisher.peer(), peer);
    if (outsiders.size() > OUTSIDERS_MAX) {
      outsiders.remove(outsiders.keySet().iterator().next());
    }
    return peer;
  }

  /** Whether there is still a link to {@code peer}. */
  boolean isHere(CastPeer peer) {
    PeerId id = peer.neighbour.peer();
    return get(id) == peer || (outsiders != null && outsiders.get(id) == peer);
  }

  /** What is known of the neighbour's deeds; it outlives the link. */
  Standing standing(Neighbour neighbour) {
    Standing standing = standings.computeIfAbsent(neighbour.peer(), id -> new Standing());
    if (standings.size() > STANDINGS_MAX) {
      standings.remove(standings.keySet().iterator().next());
    }
    return standing;
  }

  /** As {@link Standing#rank}. */
  int rank(Neighbour neighbour) {
    Standing standing = standings.get(neighbour.peer());
    return standing == null ? Standing.UNKNOWN : standing.rank();
  }

  /** Sends a frame without payload. */
  void send(CastPeer peer, CastMessage message, Effects out) {
    send(peer.neighbour, message, out);
  }

  void send(Neighbour neighbour, CastMessage message, Effects out) {
    counters.increment(Counter.CONTROL_SENT);
    out.send(neighbour.link(), message.encode());
  }
}
