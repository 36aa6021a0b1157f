package org.xorcast.sim.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Rng;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.Traffic;
import org.xorcast.sim.World;
import org.xorcast.sim.baseline.Protocol;
import org.xorcast.sim.check.Checkers;
import org.xorcast.sim.check.Network;
import org.xorcast.sim.fault.Fault;
import org.xorcast.sim.fault.Partition;
import org.xorcast.sim.fault.Roster;
import org.xorcast.sim.fault.Stage;
import org.xorcast.sim.nat.NatNetwork;
import org.xorcast.sim.scenario.Scenario;
import org.xorcast.sim.scenario.TrafficPlan;

/** One run of one scenario: build a network, break it, broadcast, and measure what arrives. */
public final class Run {
  private static final long SETTLE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long JOIN_NANOS = Duration.ofSeconds(20).toNanos();
  private static final long WARM_UP_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();
  private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  /** In larger networks the checkers look only once, at the end. */
  private static final int LOOKED_AT_NODES_MAX = 20_000;

  private static final String NETWORK = "sim";

  private final Scenario scenario;
  private final long seed;
  private final Consumer<String> progress;
  private final Rng rng;
  private final Population population;
  private final Checkers checkers;
  private final Ledger ledger;
  private final World world;
  private final @Nullable NatNetwork nats;
  private final Roster roster;
  private final long startNanos;
  private final List<Traffic> windows = new ArrayList<>();
  private long nextLookNanos;

  private Run(Scenario scenario, long seed, Consumer<String> progress) {
    this.scenario = scenario;
    this.seed = seed;
    this.progress = progress;
    this.rng = new Rng(seed ^ 0x5851f42d4c957f2dL);
    this.population = new Population(scenario, rng.fork());
    this.checkers =
        scenario.protocol() == Protocol.TREECAST
            ? Checkers.full(population.adversaries(), population.config())
            : Checkers.basic(population.adversaries());
    this.ledger = new Ledger(checkers);
    this.world = new World(seed, population.factory(), scenario.links(), ledger);
    progress.accept("building " + scenario.nodes() + " nodes");
    this.nats = population.moveIn(world, NETWORK, rng.fork());
    checkers.learnNames(world.nodes());
    progress.accept("settling");
    world.runUntil(scenario.table().joins() ? JOIN_NANOS : SETTLE_NANOS);
    warmUp(rng.fork());
    this.startNanos = world.nowNanos();
    this.nextLookNanos = scenario.nodes() > LOOKED_AT_NODES_MAX ? Long.MAX_VALUE : startNanos;
    this.roster = new Roster(world, population.adversaries());
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
    Stage stage = new Stage(world, roster, NETWORK, startNanos);
    for (Fault fault : scenario.faults()) {
      fault.arrange(stage, rng.fork());
    }
    List<SimNode> present = roster.present();
    ledger.count(present, world.nodes().size());
    advance(startNanos);
    List<Details.Load> before = Details.loads(present);
    broadcast(present, rng.fork());
    noteCuts();
    Details details = new Details(ledger.messages(), Details.loadsSince(before, present));
    if (scenario.convergeNanos() > 0) {
      converge();
    }
    look();
    return new Outcome(
        seed,
        scenario.nodes(),
        present.size(),
        tally(scenario.measure()::isMain),
        scenario.measure().later() == 0 ? null : tally(scenario.measure()::isLater),
        checkers.duplicatesToApp(),
        checkers.findings().first(),
        world.traceHash(),
        nats == null ? null : nats.census(),
        details);
  }

  /** Lets a protocol that learns from traffic learn. */
  private void warmUp(Rng chances) {
    for (int i = 0; i < scenario.protocol().warmUpMessages(); i++) {
      SimNode publisher = world.nodes().get(chances.nextInt(world.nodes().size()));
      publish(publisher, -i, chances);
      world.runUntil(world.nowNanos() + WARM_UP_INTERVAL_NANOS);
    }
  }

  private void publish(SimNode publisher, int number, Rng chances) {
    byte[] payload = new byte[scenario.traffic().payloadBytes()];
    long word = 0;
    for (int i = 0; i < payload.length; i++) {
      word = i % Long.BYTES == 0 ? chances.nextLong() : word >>> Byte.SIZE;
      payload[i] = (byte) word;
    }
    ledger.handOver(number, payload);
    world.publish(publisher, number, payload);
  }

  private void broadcast(List<SimNode> present, Rng chances) {
    TrafficPlan traffic = scenario.traffic();
    List<SimNode> publishers = publishers(present, chances);
    advance(startNanos + traffic.delayNanos());
    if (nats != null) {
      nats.countFromNow();
    }
    Traffic before = Traffic.sum(present, null);
    for (int number = 1; number <= traffic.messages(); number++) {
      before = Traffic.sum(present, null);
      publish(publishers.get(chances.nextInt(publishers.size())), number, chances);
      advance(world.nowNanos() + traffic.intervalNanos());
      if (number < traffic.messages()) {
        windows.add(Traffic.sum(present, before));
      }
      progress.accept("message " + number + " of " + traffic.messages());
    }
    long deadline = world.nowNanos() + scenario.patienceNanos();
    while (world.nowNanos() < deadline && !ledger.isComplete(traffic.messages())) {
      advance(world.nowNanos() + STEP_NANOS);
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

  /** Tells messages that were published behind a cut when that cut was healed. */
  private void noteCuts() {
    for (Fault fault : scenario.faults()) {
      if (fault instanceof Partition partition) {
        for (Message message : ledger.messages()) {
          if (partition.cutsAt(message.publishedNanos() - startNanos)) {
            message.reachableSince(startNanos + partition.overNanos());
          }
        }
      }
    }
  }

  /** Waits until all faults are over, mends the links, and demands that everything arrives. */
  private void converge() {
    progress.accept("converging");
    for (Fault fault : scenario.faults()) {
      advance(startNanos + fault.overNanos());
    }
    world.barriers().liftAll();
    world.setLinks(scenario.links().sound());
    long deadline = world.nowNanos() + scenario.convergeNanos();
    while (world.nowNanos() < deadline && !checkers.isConverged(network())) {
      advance(world.nowNanos() + LOOK_NANOS);
    }
    checkers.demandConvergence(network());
  }

  /** Runs until then, with a look by the checkers now and then. */
  private void advance(long untilNanos) {
    while (nextLookNanos <= untilNanos) {
      world.runUntil(nextLookNanos);
      look();
      nextLookNanos += LOOK_NANOS;
    }
    if (untilNanos > world.nowNanos()) {
      world.runUntil(untilNanos);
    }
  }

  private void look() {
    checkers.inspect(network());
  }

  private Network network() {
    return new Network(world, roster.live(), world.nowNanos());
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
