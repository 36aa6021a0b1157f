package org.xorcast.core.dht;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.Answer;

/** The swarms that this node keeps for others, and a sample of their keys (BEP 51). */
final class PeerStore {
  static final int KEYS_MAX = 2000;

  /** Most keys in a sample, as libtorrent has it. */
  static final int SAMPLE_MAX = 20;

  /** How long one sample of many keys is given to everybody, so that asking again is no use. */
  static final Duration SAMPLE_INTERVAL = Duration.ofMinutes(5);

  private final FairStore<Swarm> swarms;
  private final DhtCounters counters;
  private final Rng rng;
  private List<NodeId> sample = List.of();
  private long sampleUntilNanos = Long.MIN_VALUE;

  PeerStore(Supplier<NodeId> self, DhtCounters counters, Rng rng) {
    swarms = new FairStore<>(KEYS_MAX, Swarm.LIFETIME, self, counters);
    this.counters = counters;
    this.rng = rng;
  }

  /** Who announced himself for {@code infoHash}, null if nobody did. */
  @Nullable Swarm get(NodeId infoHash, long nowNanos) {
    return swarms.get(infoHash, nowNanos);
  }

  boolean hasRoom(NodeId infoHash, Bytes ip, long nowNanos) {
    Swarm swarm = swarms.get(infoHash, nowNanos);
    return swarm == null ? swarms.hasRoom(infoHash, ip, nowNanos) : swarm.hasRoom(ip, nowNanos);
  }

  /** Adds or renews a peer; false if there is no place for it. */
  boolean announce(NodeId infoHash, Endpoint peer, boolean seed, long nowNanos) {
    Swarm known = swarms.get(infoHash, nowNanos);
    Swarm swarm = known == null ? new Swarm() : known;
    if (!swarm.add(peer, seed, nowNanos)) {
      counters.increment(DhtCounter.SWARM_FULL);
      return false;
    }
    return swarms.put(infoHash, swarm, peer.ip(), nowNanos);
  }

  /** A random sample of the keys; if there are many, the same for some time. */
  Answer.Samples sample(long nowNanos) {
    List<NodeId> keys = swarms.targets(nowNanos);
    if (keys.size() <= SAMPLE_MAX) {
      sample = keys;
      sampleUntilNanos = nowNanos;
    } else if (nowNanos >= sampleUntilNanos) {
      sample = Samples.draw(new ArrayList<>(keys), SAMPLE_MAX, rng);
      sampleUntilNanos = nowNanos + SAMPLE_INTERVAL.toNanos();
    }
    return new Answer.Samples((int) SAMPLE_INTERVAL.toSeconds(), keys.size(), sample);
  }
}
