package org.xorcast.core.dht;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.BloomFilter;
import org.xorcast.core.krpc.Compact;

/**
 * Who announced himself for one info-hash: one peer for each address, for 45 minutes. Peers of one
 * machine, or of a local network behind one, have an address each port.
 */
final class Swarm {
  static final int PEERS_MAX = 500;
  static final Duration LIFETIME = Duration.ofMinutes(45);

  /** An IPv6 /64 has more addresses than a swarm has places. */
  private static final int PER_IPV6_BLOCK_MAX = 8;

  private record Peer(Endpoint endpoint, boolean seed, long untilNanos) {}

  /** By address; whoever announced himself longest ago first. */
  private final LinkedHashMap<Bytes, Peer> peers = new LinkedHashMap<>();

  private void expire(long nowNanos) {
    Iterator<Peer> eldest = peers.values().iterator();
    while (eldest.hasNext() && eldest.next().untilNanos <= nowNanos) {
      eldest.remove();
    }
  }

  boolean hasRoom(Bytes ip, long nowNanos) {
    expire(nowNanos);
    return peers.size() < PEERS_MAX || peers.containsKey(ip);
  }

  /** Adds or renews a peer; false if there are too many. */
  boolean add(Endpoint peer, boolean seed, long nowNanos) {
    Bytes ip = peer.ip();
    if (!hasRoom(ip, nowNanos)) {
      return false;
    }
    peers.putLast(key(peer), new Peer(peer, seed, nowNanos + LIFETIME.toNanos()));
    if (peer.isIpv6()) {
      limitBlock(Blocks.of(ip));
    }
    return true;
  }

  private static Bytes key(Endpoint peer) {
    boolean isOwn = peer.isLoopback() || peer.isLocal();
    return isOwn ? Bytes.wrap(Compact.encode(peer)) : peer.ip();
  }

  private void limitBlock(Bytes block) {
    List<Bytes> same = peers.keySet().stream().filter(ip -> Blocks.of(ip).equals(block)).toList();
    if (same.size() > PER_IPV6_BLOCK_MAX) {
      peers.remove(same.getFirst());
    }
  }

  /** Up to {@code max} peers of one address family, chosen at random. */
  List<Endpoint> sample(boolean ipv6, boolean noSeed, int max, long nowNanos, Rng rng) {
    expire(nowNanos);
    List<Endpoint> some = new ArrayList<>(peers.size());
    for (Peer peer : peers.values()) {
      if (peer.endpoint.isIpv6() == ipv6 && !(noSeed && peer.seed)) {
        some.add(peer.endpoint);
      }
    }
    return Samples.draw(some, max, rng);
  }

  /** BEP 33: who has everything and who has not, to be counted. */
  Answer.Scrape scrape(long nowNanos) {
    expire(nowNanos);
    BloomFilter seeds = new BloomFilter();
    BloomFilter others = new BloomFilter();
    for (Peer peer : peers.values()) {
      (peer.seed ? seeds : others).add(peer.endpoint.ip());
    }
    return new Answer.Scrape(seeds, others);
  }
}
