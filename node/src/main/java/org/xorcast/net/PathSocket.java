package org.xorcast.net;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.path.Via;

/** What {@link Demux} asks about datagrams that are not QUIC's alone. On the loop. */
interface PathSocket {
  /** A datagram about paths. */
  void received(Via from, byte[] datagram);

  /** A datagram that looks like STUN, straight from there. */
  void stun(Endpoint from, byte[] datagram);

  /** Where a relayed datagram is to be passed on to, null if it is not. */
  @Nullable Endpoint route(Endpoint from, int flow, int sizeBytes);

  /** Whether a relayed datagram that is not to be passed on is for this node. */
  boolean isForUs(Via.Relayed via);

  /** A connection's datagram came along a way that it does not take. */
  void foreign(long link, Via from);
}
