package org.xorcast.sim.scenario;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.engine.Rng;
import org.xorcast.sim.Latency;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.adversary.Adversary;
import org.xorcast.sim.baseline.Protocol;
import org.xorcast.sim.fault.Churn;
import org.xorcast.sim.fault.Clog;
import org.xorcast.sim.fault.Crash;
import org.xorcast.sim.fault.Fault;
import org.xorcast.sim.fault.Flap;
import org.xorcast.sim.fault.LinkResets;
import org.xorcast.sim.fault.Partition;
import org.xorcast.sim.fault.Restart;

/**
 * Draws a scenario of the swarm: a small network in which any mixture of things goes wrong, ended
 * by a demand for convergence. Swarm testing (Groce and others, ISSTA 2012) leaves out most kinds
 * of trouble in each run, since one kind may hide what another would show.
 */
public final class RandomScenario {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long CONVERGE_NANOS = 60 * SECOND;
  private static final int NODES_MIN = 20;
  private static final int NODES_MAX = 300;

  /**
   * One that floods makes every node handle hundreds of messages a second: in small networks only.
   */
  private static final int FLOODED_NODES_MAX = 60;

  private final Rng rng;
  private final int nodes;
  private final boolean joins;

  private RandomScenario(long seed) {
    rng = new Rng(seed ^ 0x2545f4914f6cdd1dL);
    nodes = (int) (NODES_MIN * StrictMath.pow((double) NODES_MAX / NODES_MIN, rng.nextDouble()));
    joins = rng.chance(0.2);
  }

  /** The scenario with this seed. */
  public static Scenario draw(long seed) {
    return new RandomScenario(seed).scenario();
  }

  private Scenario scenario() {
    return new Scenario(
        "swarm",
        nodes,
        new Table(
            rng.chance(0.7) ? 20 : 8 + rng.nextInt(13), sometimes(0.2), sometimes(0.15), joins),
        Nats.NONE,
        links(),
        traffic(),
        faults(),
        liars(),
        Protocol.TREECAST,
        Measure.DEFAULT,
        0,
        CONVERGE_NANOS);
  }

  /** 0 in most draws, or anything up to {@code max}. */
  private double sometimes(double max) {
    return rng.chance(0.3) ? max * rng.nextDouble() : 0;
  }

  private LinkModel links() {
    long min = rng.between(1, 41);
    Latency latency =
        rng.chance(0.3)
            ? new Latency.Regions()
            : new Latency.Uniform(min * MILLI, (min + rng.between(0, 150)) * MILLI);
    long uplink = rng.chance(0.2) ? rng.between(5, 100) * 1_000_000 : 0;
    return new LinkModel(latency, sometimes(0.1), sometimes(0.1), uplink);
  }

  private TrafficPlan traffic() {
    int messages = 1 + rng.nextInt(12);
    boolean large = rng.chance(0.1);
    int bytes = large ? 1 + rng.nextInt(400_000) : 1 + rng.nextInt(4_000);
    long interval = rng.between(20, 1_000) * MILLI;
    return new TrafficPlan(messages, bytes, interval, 0, rng.nextInt(4));
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    int count = rng.nextInt(4);
    int first = rng.nextInt(7);
    for (int i = 0; i < count; i++) {
      faults.add(fault((first + 2 * i) % 7));
    }
    return faults;
  }

  private Fault fault(int kind) {
    long at = seconds(0, 5);
    return switch (kind) {
      case 0 -> new Crash(share(0.4), rng.chance(0.5) ? 0 : at);
      case 1 -> new Restart(share(0.3), at, seconds(0.1, 6));
      case 2 -> new LinkResets(0.5 + rng.nextDouble() * nodes / 2, at, seconds(1, 8));
      case 3 -> new Flap(share(0.3), at, seconds(3, 15), seconds(0.5, 5), seconds(0.1, 8));
      case 4 -> new Partition(0.05 + share(0.5), at, seconds(0.5, 20), rng.chance(0.4));
      case 5 -> new Clog(share(0.4), at, seconds(0.5, 10));
      default -> new Churn(seconds(10, 200), seconds(3, 15), rng.nextDouble());
    };
  }

  private double share(double max) {
    return max * rng.nextDouble();
  }

  private long seconds(double min, double max) {
    return (long) (SECOND * (min + (max - min) * rng.nextDouble()));
  }

  private List<Liars> liars() {
    if (rng.chance(0.5)) {
      return List.of();
    }
    // The last one is honest where everybody may publish, as in all scenarios.
    Adversary kind = Adversary.values()[rng.nextInt(Adversary.FORWARD.ordinal())];
    if (kind == Adversary.FLOOD && nodes > FLOODED_NODES_MAX) {
      kind = Adversary.SPAM;
    }
    double one = 1.0 / nodes;
    return switch (kind) {
      case SPAM, FLOOD, EQUIVOCATE -> List.of(new Liars(kind, one));
      default -> List.of(new Liars(kind, Math.max(one, share(0.3))));
    };
  }
}
