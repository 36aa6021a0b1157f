package org.xorcast.core.cast;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;

/** All neighbours as the broadcast sees them. */
final class CastPeers {
  private final Counters counters;
  private final Map<PeerId, CastPeer> peers = new LinkedHashMap<>();

  CastPeers(Counters counters) {
    this.counters = counters;
  }

  void add(Neighbour neighbour) {
    peers.put(neighbour.peer(), new CastPeer(neighbour));
  }

  @Nullable CastPeer remove(PeerId id) {
    return peers.remove(id);
  }

  /** Null if {@code id} is no neighbour, or none any more. */
  @Nullable CastPeer get(PeerId id) {
    return peers.get(id);
  }

  /** Sends a frame without payload. */
  void send(CastPeer peer, CastMessage message, Effects out) {
    counters.increment(Counter.CONTROL_SENT);
    out.send(peer.neighbour.link(), message.encode());
  }
}
