package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.BloomFilter;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.SignedPeer;

/** What one command has found so far. */
final class Findings {
  private static final int PEERS_MAX = 2000;

  private final DhtCommand command;
  private final NodeId target;
  private final Verifier verifier;
  private final DhtCounters counters;
  private final Set<Endpoint> peers = new LinkedHashSet<>();
  private final BloomFilter seeds = new BloomFilter();
  private final BloomFilter downloaders = new BloomFilter();
  private final Map<PeerId, SignedPeer> signedPeers = new LinkedHashMap<>();
  private final Set<NodeId> samples = new LinkedHashSet<>();
  private @Nullable Bytes value;
  private @Nullable MutableItem item;
  private int holders;
  private long stored;
  private boolean scraped;

  Findings(DhtCommand command, NodeId target, Verifier verifier, DhtCounters counters) {
    this.command = command;
    this.target = target;
    this.verifier = verifier;
    this.counters = counters;
  }

  /** Takes in an answer; true if it has brought something new. */
  boolean take(Answer answer) {
    return switch (command) {
      case DhtCommand.GetPeers c -> takePeers(answer);
      case DhtCommand.GetImmutable c -> takeValue(answer.item());
      case DhtCommand.GetMutable c -> takeItem(answer.item(), c.salt());
      case DhtCommand.Sample c -> takeSamples(answer.samples());
      case DhtCommand.GetSignedPeers c -> takeSignedPeers(answer.signedPeers());
      default -> false;
    };
  }

  private boolean takePeers(Answer answer) {
    Answer.Scrape scrape = answer.scrape();
    if (scrape != null) {
      scraped = true;
      seeds.unite(scrape.seeds());
      downloaders.unite(scrape.peers());
    }
    List<Endpoint> values = answer.values();
    boolean isNews = false;
    for (Endpoint peer : values == null ? List.<Endpoint>of() : values) {
      isNews |= peers.size() < PEERS_MAX && peers.add(peer);
    }
    return isNews;
  }

  private boolean takeValue(Answer.@Nullable Item given) {
    Bytes bytes = given == null ? null : given.value();
    if (bytes == null || value != null) {
      return false;
    }
    if (!ImmutableItem.target(bytes).equals(target)) {
      counters.increment(DhtCounter.FALSE_ITEMS);
      return false;
    }
    value = bytes;
    return true;
  }

  private boolean takeItem(Answer.@Nullable Item given, Bytes salt) {
    MutableItem one = given == null ? null : given.mutable(salt);
    if (one == null) {
      return false;
    }
    if (one.equals(item)) {
      holders++;
      return false;
    }
    if (item != null && one.seq() <= item.seq()) {
      return false;
    }
    if (!one.target().equals(target) || !one.verify(verifier)) {
      counters.increment(DhtCounter.FALSE_ITEMS);
      return false;
    }
    item = one;
    holders = 1;
    return true;
  }

  private boolean takeSamples(Answer.@Nullable Samples given) {
    if (given == null) {
      return false;
    }
    stored += given.stored();
    return samples.addAll(given.keys());
  }

  private boolean takeSignedPeers(@Nullable List<SignedPeer> given) {
    boolean isNews = false;
    for (SignedPeer peer : given == null ? List.<SignedPeer>of() : given) {
      SignedPeer before = signedPeers.get(peer.key());
      if (before != null && before.micros() >= peer.micros()) {
        continue;
      }
      if (peer.verify(target, verifier)) {
        signedPeers.put(peer.key(), peer);
        isNews = true;
      } else {
        counters.increment(DhtCounter.FALSE_ITEMS);
      }
    }
    return isNews;
  }

  List<Endpoint> peers() {
    return List.copyOf(peers);
  }

  /** Whether nothing more can be found by asking on. */
  boolean isComplete() {
    return value != null;
  }

  DhtResult result(
      List<NodeContact> closest, List<DhtResult.Outcome> outcomes, DhtResult.Cost cost) {
    return switch (command) {
      case DhtCommand.Ping c -> throw new IllegalArgumentException("a ping looks for nothing");
      case DhtCommand.FindNode c -> new DhtResult.Nodes(closest, cost);
      case DhtCommand.GetPeers c ->
          new DhtResult.Peers(
              List.copyOf(peers),
              scraped ? seeds.estimate() : 0,
              scraped ? downloaders.estimate() : 0,
              cost);
      case DhtCommand.GetImmutable c -> new DhtResult.Immutable(value, cost);
      case DhtCommand.GetMutable c -> new DhtResult.Mutable(item, holders, cost);
      case DhtCommand.Sample c -> new DhtResult.Samples(List.copyOf(samples), stored, cost);
      case DhtCommand.GetSignedPeers c ->
          new DhtResult.SignedPeers(new ArrayList<>(signedPeers.values()), cost);
      default -> new DhtResult.Stored(target, outcomes, cost);
    };
  }
}
