package org.xorcast.core.dht;

import java.util.function.Supplier;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;

/** All that a node keeps for others. */
record Stores(PeerStore peers, SignedPeerStore signedPeers, ItemStore items) {
  static Stores empty(Supplier<NodeId> self, DhtCounters counters, Rng rng) {
    return new Stores(
        new PeerStore(self, counters, rng.fork()),
        new SignedPeerStore(self, counters, rng.fork()),
        new ItemStore(self, counters));
  }
}
