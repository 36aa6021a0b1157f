package org.xorcast.core.dht;

import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.MutableItem;

/** What a node of the DHT asks of the world. Implementations only take note. */
public interface DhtEffects {
  void send(Endpoint to, byte[] datagram);

  /** A part of what a command is after, as soon as it is there: the result has it again. */
  void found(long ticket, DhtResult part);

  /** The one result of a command. */
  void done(long ticket, DhtResult result);

  /** BEP 50: a topic has a newer value, its signature checked. */
  void newest(NodeId topic, MutableItem item);

  /** Others see this node at another address than before, and it has a new id now. */
  void renamed(NodeId id);
}
