package org.xorcast.sim.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.overlay.OverlayConfig;
import org.xorcast.sim.NodeFactory;
import org.xorcast.sim.RandomGraph;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.Topology;
import org.xorcast.sim.Traffic;
import org.xorcast.sim.World;
import org.xorcast.sim.adversary.Adversary;
import org.xorcast.sim.baseline.Protocol;
import org.xorcast.sim.fault.Crash;
import org.xorcast.sim.fault.Fault;
import org.xorcast.sim.fault.Roster;
import org.xorcast.sim.fault.Stage;
import org.xorcast.sim.scenario.Liars;
import org.xorcast.sim.scenario.Scenario;
import org.xorcast.sim.scenario.Table;
import org.xorcast.sim.scenario.TrafficPlan;

/** One run of one scenario: build a network, break it, broadcast, and measure what arrives. */
public final class Run {
  private static final long SETTLE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long JOIN_NANOS = Duration.ofSeconds(20).toNanos();
  private static final long WARM_UP_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();
  private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();
  private static final long AT_REST_NANOS = Duration.ofHours(1).toNanos();
  private static final String NETWORK = "sim";

  private final Scenario scenario;
  private final long seed;
  private final Consumer<String> progress;
  private final BitSet liars = new BitSet();
  private final Ledger ledger = new Ledger(liars);
  private final List<Traffic> windows = new ArrayList<>();
  private final Rng rng;
  private final World world;

  private Run(Scenario scenario, long seed, Consumer<String> progress) {
    this.scenario = scenario;
    this.seed = seed;
    this.progress = progress;
    this.rng = new Rng(seed ^ 0x5851f42d4c957f2dL);
    this.world = new World(seed, factory(rng.fork()), scenario.links(), ledger);
  }

  /**
   * Runs it in this thread.
   *
   * @param progress is told in a few words what is going on
   */
  public static Outcome of(Scenario scenario, long seed, Consumer<String> progress) {
    return new Run(scenario, seed, progress).outcome();
  }

  private Outcome outcome() {
    progress.accept("building " + scenario.nodes() + " nodes");
    build();
    progress.accept("settling");
    world.runUntil(scenario.table().joins() ? JOIN_NANOS : SETTLE_NANOS);
    warmUp();
    long startNanos = world.nowNanos();
    Roster roster = new Roster(world, liars);
    Stage stage = new Stage(world, roster, startNanos);
    for (Fault fault : scenario.faults()) {
      fault.arrange(stage, rng.fork());
    }
    List<SimNode> present = roster.present();
    ledger.count(present, world.nodes().size());
    world.runUntil(startNanos);
    broadcast(present);
    return new Outcome(
        seed,
        scenario.nodes(),
        present.size(),
        tally(scenario.measure()::isMain),
        scenario.measure().later() == 0 ? null : tally(scenario.measure()::isLater),
        ledger.duplicates(),
        world.traceHash());
  }

  /** The honest nodes' protocol, and liars at random seats. */
  private NodeFactory factory(Rng chances) {
    EngineConfig config = engineConfig();
    NodeFactory honest = scenario.protocol().factory(config);
    int[] seats = IntStream.range(0, scenario.nodes()).toArray();
    int free = seats.length;
    Map<Integer, Adversary> kinds = new HashMap<>();
    for (Liars kind : scenario.liars()) {
      int count = (int) Math.round(scenario.nodes() * kind.share());
      for (int i = 0; i < count && free > 1; i++) {
        int drawn = chances.nextInt(free);
        kinds.put(seats[drawn], kind.kind());
        liars.set(seats[drawn]);
        seats[drawn] = seats[--free];
      }
    }
    return seat -> {
      Adversary kind = kinds.get(seat.index());
      return kind == null ? honest.create(seat) : kind.create(seat, config);
    };
  }

  /** Tables that have converged are not looked after any more, unless faults change them. */
  private EngineConfig engineConfig() {
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

  private void build() {
    Rng chances = rng.fork();
    for (int i = 0; i < scenario.nodes(); i++) {
      SimNode node = world.addNode(NETWORK);
      if (i > 0 && chances.chance(scenario.table().undialable())) {
        world.barriers().forbidDialling(node);
      }
    }
    boolean joins = scenario.table().joins();
    SimNode first = world.nodes().getFirst();
    for (SimNode node : world.nodes()) {
      world.start(node, joins && node != first ? List.of(first) : List.of(), List.of());
    }
    if (joins) {
      return;
    }
    world.runUntil(0);
    Table table = scenario.table();
    switch (scenario.protocol().overlay()) {
      case TABLES -> Topology.converge(world, table.bucketSize(), table.missing(), rng.fork());
      case RANDOM_GRAPH -> RandomGraph.connect(world, Protocol.RANDOM_GRAPH_DEGREE, rng.fork());
    }
  }

  /** Lets a protocol that learns from traffic learn. */
  private void warmUp() {
    Rng chances = rng.fork();
    for (int i = 0; i < scenario.protocol().warmUpMessages(); i++) {
      SimNode publisher = world.nodes().get(chances.nextInt(world.nodes().size()));
      world.publish(publisher, payload(scenario.traffic().payloadBytes(), chances));
      world.runUntil(world.nowNanos() + WARM_UP_INTERVAL_NANOS);
    }
  }

  private void broadcast(List<SimNode> present) {
    TrafficPlan traffic = scenario.traffic();
    Rng chances = rng.fork();
    List<SimNode> publishers = publishers(present, chances);
    @Nullable Traffic before = null;
    for (int number = 1; number <= traffic.messages(); number++) {
      byte[] payload = payload(traffic.payloadBytes(), chances);
      before = Traffic.sum(present, null);
      ledger.handOver(number, payload);
      world.publish(publishers.get(chances.nextInt(publishers.size())), number, payload);
      world.runUntil(world.nowNanos() + traffic.intervalNanos());
      if (number < traffic.messages()) {
        windows.add(Traffic.sum(present, before));
      }
      progress.accept("message " + number + " of " + traffic.messages());
    }
    long deadline = world.nowNanos() + scenario.patienceNanos();
    while (world.nowNanos() < deadline && !ledger.isComplete(traffic.messages())) {
      world.runUntil(world.nowNanos() + STEP_NANOS);
    }
    windows.add(Traffic.sum(present, before));
    if (ledger.messages().size() < traffic.messages()) {
      throw new IllegalStateException(
          "only "
              + ledger.messages().size()
              + " of "
              + traffic.messages()
              + " messages were published: "
              + scenario.protocol().cliName()
              + " ignores Event.Publish at some node");
    }
  }

  private List<SimNode> publishers(List<SimNode> present, Rng chances) {
    int wanted = scenario.traffic().publishers();
    if (wanted == TrafficPlan.EVERYBODY) {
      return present;
    }
    List<SimNode> left = new ArrayList<>(present);
    List<SimNode> publishers = new ArrayList<>();
    while (publishers.size() < wanted && !left.isEmpty()) {
      publishers.add(left.remove(chances.nextInt(left.size())));
    }
    return publishers;
  }

  private static byte[] payload(int bytes, Rng chances) {
    byte[] payload = new byte[bytes];
    long word = 0;
    for (int i = 0; i < bytes; i++) {
      word = i % 8 == 0 ? chances.nextLong() : word >>> 8;
      payload[i] = (byte) word;
    }
    return payload;
  }

  private Tally tally(IntPredicate covers) {
    Tally tally = new Tally();
    for (Message message : ledger.messages()) {
      if (covers.test(message.number())) {
        tally.add(message, windows.get(message.number() - 1));
      }
    }
    return tally;
  }
}
