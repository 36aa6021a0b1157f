package org.xorcast.core.dht;

import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.MutableItem;

/**
 * What a topic wants done. Called from {@code wake} alone; nothing may be called back from here.
 */
public interface TopicEffects {
  /** Send this datagram from the DHT's port. */
  void send(Endpoint to, byte[] datagram);

  /**
   * Look up {@code get_peers(topic)} in the main DHT, announce our own port there unless we are
   * read-only, and tell {@link Topics#found} of the peers.
   */
  void rendezvous(NodeId topic);

  /** A topic has a newer value, its signature checked; one that was offered here too. */
  void newest(NodeId topic, MutableItem item);
}
