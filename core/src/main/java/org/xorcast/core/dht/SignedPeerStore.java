package org.xorcast.core.dht;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.krpc.SignedPeer;

/**
 * Keys that announced themselves for an info-hash (draft BEP "DHT Signed Peer Announcements"). Who
 * announced himself longest ago gives way when there are too many.
 */
final class SignedPeerStore {
  static final int KEYS_MAX = 500;
  static final int PEERS_MAX = 100;

  /** Most in one reply, for the sake of its size. */
  static final int RETURNED_MAX = 10;

  /** How far an announcement's time may be from ours. */
  static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(45);

  private record Kept(SignedPeer peer, long untilNanos) {}

  private final FairStore<LinkedHashMap<PeerId, Kept>> swarms;
  private final DhtCounters counters;
  private final Rng rng;

  SignedPeerStore(Supplier<NodeId> self, DhtCounters counters, Rng rng) {
    swarms = new FairStore<>(KEYS_MAX, Swarm.LIFETIME, self, counters);
    this.counters = counters;
    this.rng = rng;
  }

  /** Whether a token for {@code infoHash} is of any use. */
  boolean hasRoom(NodeId infoHash, Bytes ip, long nowNanos) {
    return swarms.hasRoom(infoHash, ip, nowNanos);
  }

  /** Keeps a peer whose signature was checked; false if there is no place for it. */
  boolean announce(NodeId infoHash, SignedPeer peer, Bytes ip, long nowNanos) {
    LinkedHashMap<PeerId, Kept> known = swarms.get(infoHash, nowNanos);
    LinkedHashMap<PeerId, Kept> swarm = known == null ? new LinkedHashMap<>() : known;
    swarm.putLast(peer.key(), new Kept(peer, nowNanos + Swarm.LIFETIME.toNanos()));
    if (swarm.size() > PEERS_MAX) {
      swarm.pollFirstEntry();
      counters.increment(DhtCounter.SWARM_FULL);
    }
    return swarms.put(infoHash, swarm, ip, nowNanos);
  }

  /** Some of those who announced themselves, chosen at random. */
  List<SignedPeer> sample(NodeId infoHash, long nowNanos) {
    LinkedHashMap<PeerId, Kept> swarm = swarms.get(infoHash, nowNanos);
    List<SignedPeer> peers = new ArrayList<>();
    if (swarm != null) {
      swarm.values().removeIf(kept -> kept.untilNanos <= nowNanos);
      swarm.values().forEach(kept -> peers.add(kept.peer));
    }
    return Samples.draw(peers, RETURNED_MAX, rng);
  }
}
