package org.xorcast.sim.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.overlay.OverlayConfig;
import org.xorcast.sim.NodeFactory;
import org.xorcast.sim.RandomGraph;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.Topology;
import org.xorcast.sim.World;
import org.xorcast.sim.adversary.Adversary;
import org.xorcast.sim.baseline.Protocol;
import org.xorcast.sim.fault.Crash;
import org.xorcast.sim.nat.NatKind;
import org.xorcast.sim.nat.NatNetwork;
import org.xorcast.sim.scenario.Liars;
import org.xorcast.sim.scenario.Scenario;
import org.xorcast.sim.scenario.Table;

/** Who sits at which seat, and how they come to know each other. */
final class Population {
  private static final long AT_REST_NANOS = Duration.ofHours(1).toNanos();

  private final Scenario scenario;
  private final BitSet adversaries = new BitSet();
  private final Map<Integer, Adversary> kinds = new HashMap<>();

  /** Draws the seats of the adversaries. */
  Population(Scenario scenario, Rng rng) {
    this.scenario = scenario;
    int[] seats = IntStream.range(0, scenario.nodes()).toArray();
    int free = seats.length;
    for (Liars liars : scenario.liars()) {
      int count = (int) Math.round(scenario.nodes() * liars.share());
      for (int i = 0; i < count && free > 1; i++) {
        int drawn = rng.nextInt(free);
        kinds.put(seats[drawn], liars.kind());
        adversaries.set(seats[drawn]);
        seats[drawn] = seats[--free];
      }
    }
  }

  /** The numbers of the adversaries. */
  BitSet adversaries() {
    return adversaries;
  }

  NodeFactory factory() {
    EngineConfig config = config();
    NodeFactory honest = scenario.protocol().factory(config);
    return seat -> {
      Adversary kind = kinds.get(seat.index());
      return kind == null ? honest.create(seat) : liar(kind, seat, config);
    };
  }

  private Core<Event> liar(Adversary kind, NodeFactory.Seat seat, EngineConfig config) {
    return scenario.protocol() == Protocol.TREECAST
        ? kind.create(seat, config)
        : scenario.protocol().withholding(kind == Adversary.ANNOUNCE).create(seat);
  }

  /** Tables that have converged are not looked after any more, unless faults change them. */
  EngineConfig config() {
    OverlayConfig usual = OverlayConfig.DEFAULT;
    boolean changes = !scenario.faults().stream().allMatch(Crash.class::isInstance);
    OverlayConfig overlay =
        new OverlayConfig(
            scenario.table().bucketSize(),
            usual.bucketTarget(),
            usual.linksMax(),
            usual.dialsMax(),
            usual.lookupParallel(),
            usual.helloNanos(),
            usual.queryNanos(),
            usual.pingIdleNanos(),
            usual.pingRetryNanos(),
            usual.deadNanos(),
            changes || scenario.table().joins() ? usual.refreshNanos() : AT_REST_NANOS,
            usual.prefixes());
    boolean reliable = scenario.links().loss() == 0;
    return new EngineConfig(overlay, EngineConfig.DEFAULT.cast().withReliableLinks(reliable));
  }

  /**
   * Adds all nodes to the world, starts them and, unless they are to join, links them.
   *
   * @return the NATs that they are behind, null if there are none
   */
  @Nullable NatNetwork moveIn(World world, String network, Rng rng) {
    Table table = scenario.table();
    NatNetwork nats = scenario.nats().isNone() ? null : new NatNetwork(world, rng.fork());
    List<NatKind> boxes = nats == null ? List.of() : boxes(rng);
    for (int i = 0; i < scenario.nodes(); i++) {
      SimNode node = nats == null ? world.addNode(network) : nats.addNode(network, boxes.get(i));
      if (i > 0 && table.undialable() > 0 && rng.chance(table.undialable())) {
        world.barriers().forbidDialling(node);
      }
    }
    SimNode first = world.nodes().getFirst();
    for (SimNode node : world.nodes()) {
      boolean joins = table.joins() && node != first;
      world.start(node, joins ? List.of(first) : List.of(), List.of());
    }
    if (table.joins()) {
      return nats;
    }
    world.runUntil(0);
    switch (scenario.protocol().overlay()) {
      case TABLES -> Topology.converge(world, table.bucketSize(), table.missing(), rng);
      case RANDOM_GRAPH -> RandomGraph.connect(world, Protocol.RANDOM_GRAPH_DEGREE, rng);
    }
    return nats;
  }

  /** What each node is behind: as many of each kind as the shares say, the first node open. */
  private List<NatKind> boxes(Rng rng) {
    List<NatKind> boxes = new ArrayList<>(List.of(NatKind.OPEN));
    scenario
        .nats()
        .shares()
        .forEach((kind, share) -> {
          int count = (int) Math.round(scenario.nodes() * share);
          boxes.addAll(Collections.nCopies(count, kind));
        });
    while (boxes.size() < scenario.nodes()) {
      boxes.add(NatKind.OPEN);
    }
    for (int i = 1; i < boxes.size(); i++) {
      Collections.swap(boxes, i, i + rng.nextInt(boxes.size() - i));
    }
    return boxes;
  }
}
