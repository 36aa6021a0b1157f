package org.xorcast.sim.baseline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.NodeFactory;
import org.xorcast.sim.RandomGraph;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.Topology;
import org.xorcast.sim.Traffic;
import org.xorcast.sim.World;

/**
 * One protocol in a network of 1000 nodes and links of 10 to 50 ms, also in ways that no scenario
 * file offers: other meshes, other graphs, one sender for all messages.
 */
final class Trial implements World.Observer {
  static final int NODES = 1000;

  private static final int PAYLOAD_BYTES = 1000;
  private static final int BUCKET_SIZE = 20;
  private static final long SETTLE_NANOS = Duration.ofSeconds(5).toNanos();

  /** Long enough for three heartbeats of GossipSub. */
  private static final long INTERVAL_NANOS = Duration.ofSeconds(4).toNanos();

  /** What came of the messages that count. */
  record Figures(
      double delivered,
      double copies,
      double sends,
      double control,
      double lastHop,
      double p50,
      double p99) {}

  private static final class Entry {
    final long publishedNanos;
    int lastHop;

    Entry(long publishedNanos) {
      this.publishedNanos = publishedNanos;
    }
  }

  private final Rng rng;
  private final World world;
  private final Map<MessageId, Entry> byId = new HashMap<>();
  private final List<Entry> published = new ArrayList<>();
  private final List<Long> latencies = new ArrayList<>();
  private int degree;
  private int warmUp;
  private int honest = NODES;
  private boolean oneSender;
  private double crash;
  private double loss;

  private Trial(NodeFactory factory, long seed) {
    rng = new Rng(seed);
    world = new World(seed, factory, LinkModel.DEFAULT, this);
  }

  /** The protocol as scenarios run it. */
  static Trial of(Protocol protocol, long seed) {
    return of(protocol, protocol.factory(EngineConfig.DEFAULT), seed);
  }

  private static Trial of(Protocol protocol, NodeFactory factory, long seed) {
    Trial trial = new Trial(factory, seed);
    trial.warmUp = protocol.warmUpMessages();
    return protocol.overlay() == Protocol.Overlay.TABLES
        ? trial
        : trial.onRandomGraph(Protocol.RANDOM_GRAPH_DEGREE);
  }

  static Trial of(NodeFactory factory, long seed) {
    return new Trial(factory, seed);
  }

  Trial onRandomGraph(int ofDegree) {
    degree = ofDegree;
    return this;
  }

  Trial withOneSender() {
    oneSender = true;
    return this;
  }

  Trial withCrash(double share) {
    crash = share;
    return this;
  }

  /** Some nodes, never the publishers, keep all payload to themselves. */
  static Trial withWithholders(Protocol protocol, double share, boolean announces, long seed) {
    NodeFactory honest = protocol.factory(EngineConfig.DEFAULT);
    NodeFactory liar = protocol.withholding(announces);
    int honestNodes = (int) Math.round((1 - share) * NODES);
    NodeFactory mixed = seat -> (seat.index() < honestNodes ? honest : liar).create(seat);
    Trial trial = of(protocol, mixed, seed);
    trial.honest = honestNodes;
    return trial;
  }

  Trial withLoss(double share) {
    loss = share;
    return this;
  }

  Figures run(int messages) {
    for (int i = 0; i < NODES; i++) {
      world.start(world.addNode("sim"), List.of(), List.of());
    }
    world.runUntil(0);
    if (degree > 0) {
      RandomGraph.connect(world, degree, rng.fork());
    } else {
      Topology.converge(world, BUCKET_SIZE, rng.fork());
    }
    world.runUntil(SETTLE_NANOS);
    List<SimNode> live = new ArrayList<>(world.nodes().subList(0, honest));
    publish(live, warmUp);
    while (live.size() > honest - Math.round(crash * NODES)) {
      world.crash(live.remove(1 + rng.nextInt(live.size() - 1)));
    }
    world.setLinks(LinkModel.DEFAULT.withLoss(loss));
    latencies.clear();
    published.clear();
    Traffic before = Traffic.sum(live, null);
    publish(live, messages);
    return figures(messages, live.size() - 1, Traffic.sum(live, before));
  }

  private void publish(List<SimNode> from, int count) {
    for (int i = 0; i < count; i++) {
      world.publish(from.get(oneSender ? 0 : rng.nextInt(from.size())), new byte[PAYLOAD_BYTES]);
      world.runUntil(world.nowNanos() + INTERVAL_NANOS);
    }
  }

  private Figures figures(int messages, int receivers, Traffic traffic) {
    latencies.sort(null);
    double wanted = (double) messages * receivers;
    return new Figures(
        latencies.size() / wanted,
        traffic.payloadReceivedBytes() / (PAYLOAD_BYTES * wanted),
        traffic.payloadSentBytes() / (PAYLOAD_BYTES * wanted),
        traffic.controlFramesSent() / wanted,
        published.stream().mapToInt(entry -> entry.lastHop).average().orElse(0),
        latencies.get(latencies.size() / 2) / 1e6,
        latencies.get((int) (latencies.size() * 0.99)) / 1e6);
  }

  @Override
  public void published(SimNode node, long ticket, MessageId id, long sequence, long nowNanos) {
    Entry entry = new Entry(nowNanos);
    byId.put(id, entry);
    published.add(entry);
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    Entry entry = byId.get(delivery.id());
    if (entry != null && delivery.hop() > 0 && node.index() < honest) {
      entry.lastHop = Math.max(entry.lastHop, delivery.hop());
      latencies.add(nowNanos - entry.publishedNanos);
    }
  }
}
