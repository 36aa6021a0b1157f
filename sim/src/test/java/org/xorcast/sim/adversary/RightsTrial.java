package org.xorcast.sim.adversary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.cast.CastConfig;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.rights.Grant;
import org.xorcast.core.rights.Limits;
import org.xorcast.core.rights.Revocation;
import org.xorcast.core.rights.Rights;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.NodeFactory;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.Topology;
import org.xorcast.sim.World;

/**
 * A network in which the owner, node 0, says who may broadcast. The publishers do not care, since a
 * correct one without right is refused by its own node; of the others some withhold and some
 * forward whatever they get.
 */
final class RightsTrial implements World.Observer {
  static final int FIRST_FORWARDER = 10;
  private static final String NETWORK = "owned";
  private static final int LINKS_PER_BUCKET = 20;
  private static final EngineConfig CONFIG =
      new EngineConfig(Trial.convergedTables(), CastConfig.DEFAULT);

  /** What honest nodes got of one publisher. */
  static final class Got {
    final Set<MessageId> messages = new LinkedHashSet<>();
    int deliveries;
    long lastNanos;
  }

  final World world;
  final List<SimNode> honest = new ArrayList<>();
  int honestExpelledByHonest;

  private final Set<Integer> liars = new LinkedHashSet<>();
  private final Set<PeerId> liarPeers = new LinkedHashSet<>();
  private final Map<PeerId, Got> got = new LinkedHashMap<>();
  private @Nullable Identity owner;
  private long serial;

  /** Seats 1 to {@value #FIRST_FORWARDER} - 1 are for publishers. */
  RightsTrial(int nodes, double liarShare, long seed) {
    Rng chances = new Rng(seed ^ 0x5bf0_3635);
    for (int i = 1; i < FIRST_FORWARDER; i++) {
      liars.add(i);
    }
    while (liars.size() < FIRST_FORWARDER - 1 + Math.round(nodes * liarShare)) {
      liars.add(FIRST_FORWARDER + chances.nextInt(nodes - FIRST_FORWARDER));
    }
    world = new World(seed, this::create, LinkModel.DEFAULT, this);
    for (int i = 0; i < nodes; i++) {
      SimNode node = world.addNode(NETWORK);
      if (liars.contains(i)) {
        liarPeers.add(node.peer());
      } else {
        honest.add(node);
      }
    }
    world.nodes().forEach(node -> world.start(node, List.of(), List.of()));
    world.runUntil(0);
    Topology.converge(world, LINKS_PER_BUCKET, chances);
    run(Duration.ofSeconds(3));
  }

  private Core<Event> create(NodeFactory.Seat seat) {
    if (owner == null) {
      owner = seat.identity();
    }
    Bytes group = Engine.networkId(NETWORK);
    Rights entering = Rights.open(group);
    Rights publishing = Rights.ownedBy(owner.peerId(), group, seat.verifier());
    if (liars.contains(seat.index())) {
      boolean forwards = seat.index() < FIRST_FORWARDER || seat.index() % 2 == 0;
      Adversary kind = forwards ? Adversary.FORWARD : Adversary.WITHHOLD;
      return kind.create(seat, CONFIG, entering, publishing);
    }
    return new Engine(
        seat.identity(),
        seat.verifier(),
        entering,
        publishing,
        CONFIG,
        seat.epochMillis(),
        seat.seed());
  }

  void run(Duration time) {
    world.runUntil(world.nowNanos() + time.toNanos());
  }

  SimNode node(int index) {
    return world.nodes().get(index);
  }

  private Identity owner() {
    if (owner == null) {
      throw new IllegalStateException("no nodes yet");
    }
    return owner;
  }

  /** The owner grants a publisher 10 messages a second of up to 1,000 bytes for a time. */
  void grant(int publisher, Duration time) {
    long endMillis = World.EPOCH_MILLIS + (world.nowNanos() + time.toNanos()) / 1_000_000;
    world.issue(
        node(0),
        Grant.sign(
            owner(),
            Engine.networkId(NETWORK),
            node(publisher).peer(),
            ++serial,
            new Limits(10, 100_000, 1000),
            endMillis));
  }

  void revoke(int publisher) {
    PeerId peer = node(publisher).peer();
    world.issue(node(0), Revocation.sign(owner(), Engine.networkId(NETWORK), peer, ++serial, 0));
  }

  /** Publishes 500 bytes so many times at an interval. */
  void publish(int publisher, int times, Duration interval) {
    for (int i = 0; i < times; i++) {
      byte[] payload = new byte[500];
      payload[0] = (byte) i;
      world.publish(node(publisher), payload);
      run(interval);
    }
  }

  Got got(int publisher) {
    return got.computeIfAbsent(node(publisher).peer(), peer -> new Got());
  }

  /** Frames with payload that honest nodes have sent. */
  long forwarded() {
    return honest.stream().mapToLong(one -> one.traffic().payloadFramesSent()).sum();
  }

  double controlFramesPerNode() {
    return honest.stream().mapToLong(one -> one.traffic().controlFramesSent()).average().orElse(0);
  }

  double controlBytesPerNode() {
    return honest.stream().mapToLong(one -> one.traffic().controlBytesSent()).average().orElse(0);
  }

  long counted(Counter counter) {
    return honest.stream().mapToLong(one -> one.engine().counters().get(counter)).sum();
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    if (!liarPeers.contains(node.peer())) {
      Got those = got.computeIfAbsent(delivery.publisher(), peer -> new Got());
      those.messages.add(delivery.id());
      those.deliveries++;
      those.lastNanos = nowNanos;
    }
  }

  @Override
  public void noted(SimNode node, Note note, long nowNanos) {
    if (note instanceof Note.NeighbourDown(PeerId peer, CloseReason reason)
        && reason == CloseReason.PROTOCOL_ERROR
        && !liarPeers.contains(node.peer())
        && !liarPeers.contains(peer)) {
      honestExpelledByHonest++;
    }
  }
}
