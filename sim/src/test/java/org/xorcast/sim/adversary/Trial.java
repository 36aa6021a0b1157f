package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.cast.CastConfig;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.OverlayConfig;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.NodeFactory;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.Topology;
import org.xorcast.sim.World;

/** Honest nodes and liars in one network with converged tables, and what the honest ones saw. */
final class Trial implements World.Observer {
  static final String NETWORK = "trial";

  private static final int LINKS_PER_BUCKET = 20;
  private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();

  /** One message of an honest publisher. */
  private static final class Sent {
    final long nanos;
    final Map<Integer, Long> arrivals = new HashMap<>();

    Sent(long nanos) {
      this.nanos = nanos;
    }
  }

  final World world;
  final List<SimNode> honest = new ArrayList<>();
  final List<SimNode> liars = new ArrayList<>();

  /** Deliveries at honest nodes of what liars published, by message. */
  final Map<MessageId, Integer> fromLiars = new HashMap<>();

  /** What honest nodes noted, by its class's name and peer. */
  final List<Note> notes = new ArrayList<>();

  /** Messages delivered to one honest node under one sequence. */
  final Set<String> sequences = new HashSet<>();

  int duplicates;
  int forged;
  int secondUnderOneSequence;

  /** Values that were delivered after a newer one of their key. */
  int backwards;

  int honestExpelledByHonest;
  int liarsExpelled;

  private final IntPredicate liarSeats;
  private final Rng rng;
  private final Set<PeerId> liarPeers = new HashSet<>();
  private final Map<PeerId, SimNode> byPeer = new HashMap<>();
  private final Map<MessageId, Sent> sent = new HashMap<>();
  private final List<Sent> inOrder = new ArrayList<>();
  private final Map<String, Long> values = new HashMap<>();
  private final Set<String> got = new HashSet<>();

  Trial(int nodes, double share, Adversary adversary, long seed) {
    this(nodes, share, adversary, seed, CastConfig.DEFAULT);
  }

  /** Liars at random places. */
  Trial(int nodes, double share, Adversary adversary, long seed, CastConfig cast) {
    this(
        seed,
        adversary,
        new EngineConfig(convergedTables(), cast),
        choose(nodes, share, seed)::contains);
    for (int i = 0; i < nodes; i++) {
      seat(world.addNode(NETWORK));
    }
    world.nodes().forEach(node -> world.start(node, List.of(), List.of()));
    converge();
  }

  /** A world without nodes. */
  Trial(long seed, Adversary adversary, EngineConfig config, IntPredicate liarSeats) {
    this.liarSeats = liarSeats;
    rng = new Rng(seed ^ 0x5851f42d4c957f2dL);
    NodeFactory engines = NodeFactory.engine(config);
    world =
        new World(
            seed,
            seat ->
                liarSeats.test(seat.index())
                    ? adversary.create(seat, config)
                    : engines.create(seat),
            LinkModel.DEFAULT,
            this);
  }

  private static Set<Integer> choose(int nodes, double share, long seed) {
    Rng chances = new Rng(seed ^ 0x6c62272e07bb0142L);
    Set<Integer> seats = new HashSet<>();
    while (seats.size() < Math.round(nodes * share)) {
      seats.add(chances.nextInt(nodes));
    }
    return seats;
  }

  SimNode seat(SimNode node) {
    byPeer.put(node.peer(), node);
    if (liarSeats.test(node.index())) {
      liars.add(node);
      liarPeers.add(node.peer());
    } else {
      honest.add(node);
    }
    return node;
  }

  void converge() {
    world.runUntil(0);
    Topology.converge(world, LINKS_PER_BUCKET, 0, rng.fork());
    run(Duration.ofSeconds(3));
  }

  boolean isLiar(PeerId peer) {
    return liarPeers.contains(peer);
  }

  static OverlayConfig convergedTables() {
    OverlayConfig usual = OverlayConfig.DEFAULT;
    return new OverlayConfig(
        LINKS_PER_BUCKET,
        usual.bucketTarget(),
        usual.linksMax(),
        usual.dialsMax(),
        usual.lookupParallel(),
        usual.helloNanos(),
        usual.queryNanos(),
        usual.pingIdleNanos(),
        usual.pingRetryNanos(),
        usual.deadNanos(),
        Duration.ofHours(1).toNanos(),
        usual.prefixes());
  }

  void run(Duration time) {
    world.runUntil(world.nowNanos() + time.toNanos());
  }

  /** Random honest nodes publish, at an interval. */
  Trial publish(int messages, int bytes, Duration interval) {
    for (int i = 0; i < messages; i++) {
      byte[] payload = new byte[bytes];
      for (int at = 0; at < bytes; at++) {
        payload[at] = (byte) rng.nextLong();
      }
      world.publish(honest.get(rng.nextInt(honest.size())), payload);
      run(interval);
    }
    return this;
  }

  /** One honest node publishes many messages in a moment, so that they are signed together. */
  Trial burst(int messages, int bytes) {
    SimNode publisher = honest.get(rng.nextInt(honest.size()));
    for (int i = 0; i < messages; i++) {
      byte[] payload = new byte[bytes];
      for (int at = 0; at < bytes; at++) {
        payload[at] = (byte) rng.nextLong();
      }
      world.publish(publisher, payload);
    }
    return this;
  }

  Trial publishFrom(SimNode publisher, int bytes) {
    world.publish(publisher, new byte[bytes]);
    run(Duration.ofMillis(1));
    return this;
  }

  /** Whatever liars do, honest nodes never do this. */
  void assertNothingWrong() {
    assertThat(duplicates).as("delivered twice").isZero();
    assertThat(forged).as("delivered though nobody published it").isZero();
    assertThat(secondUnderOneSequence).as("two messages under one sequence").isZero();
    assertThat(honestExpelledByHonest).as("links of honest nodes closed as liars'").isZero();
  }

  /** What honest nodes received so far. */
  long payloadReceivedBytes() {
    return honest.stream().mapToLong(node -> node.traffic().payloadReceivedBytes()).sum();
  }

  /** Runs until every honest node has everything, or for so long. */
  Trial untilComplete(Duration patience) {
    long deadline = world.nowNanos() + patience.toNanos();
    while (world.nowNanos() < deadline && delivered() < 1) {
      world.runUntil(world.nowNanos() + STEP_NANOS);
    }
    return this;
  }

  /** The share of wanted deliveries to honest nodes that have happened. */
  double delivered() {
    long arrivals = inOrder.stream().mapToLong(one -> one.arrivals.size()).sum();
    return inOrder.isEmpty() ? 1 : (double) arrivals / (inOrder.size() * (long) honest.size());
  }

  /** A percentile of the latency in ms of honest messages number {@code from} to {@code to - 1}. */
  double millis(double percentile, int from, int to) {
    long[] sorted =
        inOrder.subList(from, Math.min(to, inOrder.size())).stream()
            .flatMapToLong(one -> one.arrivals.values().stream().mapToLong(at -> at - one.nanos))
            .filter(latency -> latency > 0)
            .toArray();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(percentile * sorted.length) - 1)] / 1e6;
  }

  /** Payload bytes that honest nodes received, over those that they needed. */
  double copies(int bytesOfHonestMessage) {
    long received = honest.stream().mapToLong(node -> node.traffic().payloadReceivedBytes()).sum();
    return (double) received / ((long) bytesOfHonestMessage * inOrder.size() * (honest.size() - 1));
  }

  /** The sum of a counter over honest nodes. */
  long counted(Counter counter) {
    return honest.stream().mapToLong(node -> node.engine().counters().get(counter)).sum();
  }

  @Override
  public void published(SimNode node, long ticket, MessageId id, long sequence, long nowNanos) {
    if (!liarPeers.contains(node.peer())) {
      Sent one = new Sent(nowNanos);
      sent.put(id, one);
      inOrder.add(one);
    }
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    if (liarPeers.contains(node.peer())) {
      return;
    }
    if (!got.add(node.index() + " " + delivery.id())) {
      duplicates++;
    }
    if (!sequences.add(
        node.index()
            + " "
            + delivery.publisher()
            + " "
            + delivery.session()
            + " "
            + delivery.sequence())) {
      secondUnderOneSequence++;
    }
    if (delivery.key() != null) {
      String key = node.index() + " " + delivery.publisher() + delivery.key();
      Long before = values.put(key, delivery.sequence());
      backwards += before != null && before >= delivery.sequence() ? 1 : 0;
    }
    Sent one = sent.get(delivery.id());
    if (one != null) {
      one.arrivals.put(node.index(), nowNanos);
    } else if (liarPeers.contains(delivery.publisher())) {
      fromLiars.merge(delivery.id(), 1, Integer::sum);
    } else {
      forged++;
    }
  }

  @Override
  public void noted(SimNode node, Note note, long nowNanos) {
    if (liarPeers.contains(node.peer())) {
      return;
    }
    notes.add(note);
    if (note instanceof Note.NeighbourDown(PeerId peer, CloseReason reason)
        && reason == CloseReason.PROTOCOL_ERROR) {
      if (liarPeers.contains(peer)) {
        liarsExpelled++;
      } else {
        honestExpelledByHonest++;
      }
    }
  }

  @Override
  public String toString() {
    int messages = inOrder.size();
    return String.format(
        "delivered %.4f, p99 first %.0f ms, from the tenth on %.0f ms, all %.0f ms,"
            + " slowest %.0f ms, expelled liars %d, honest %d",
        delivered(),
        millis(0.99, 0, 1),
        millis(0.99, Math.min(9, messages - 1), messages),
        millis(0.99, 0, messages),
        millis(1, 0, messages),
        liarsExpelled,
        honestExpelledByHonest);
  }
}
