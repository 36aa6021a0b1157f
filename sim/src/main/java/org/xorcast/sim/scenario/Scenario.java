package org.xorcast.sim.scenario;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.adversary.Adversary;
import org.xorcast.sim.baseline.Protocol;
import org.xorcast.sim.fault.Churn;
import org.xorcast.sim.fault.Fault;
import org.xorcast.sim.fault.Restart;

/**
 * Everything about a run but its seed. Times of faults count from the moment when the network has
 * settled, which is when the first message is published unless the traffic has a delay.
 *
 * @param name what reports call it
 * @param nodes how many there are at the beginning, 2 to 1,048,576
 * @param nats what most nodes sit behind; such a network has to join
 * @param links from the very beginning, so that measured round trips know them
 * @param protocol what the honest nodes run
 * @param patienceNanos how long the run waits for deliveries after the last interval
 * @param convergeNanos within what time everything has to have arrived everywhere once all faults
 *     are over and links are sound again; 0 to end the run before that
 */
public record Scenario(
    String name,
    int nodes,
    Table table,
    Nats nats,
    LinkModel links,
    TrafficPlan traffic,
    List<Fault> faults,
    List<Liars> liars,
    Protocol protocol,
    Measure measure,
    long patienceNanos,
    long convergeNanos) {

  /** Whom every protocol can have among its nodes. */
  private static final Set<Adversary> WITHHOLDING =
      EnumSet.of(Adversary.WITHHOLD, Adversary.ANNOUNCE);

  public static final int NODES_MAX = 1 << 20;
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  public Scenario {
    Checks.range("nodes", nodes, 2, NODES_MAX);
    Checks.range("patience in seconds", patienceNanos / 1_000_000_000, 0, 3600);
    if (measure.first() > traffic.messages() || measure.later() > traffic.messages()) {
      throw new IllegalArgumentException(
          "measure must be about messages that are published: first = "
              + measure.first()
              + ", later = "
              + measure.later()
              + ", but messages = "
              + traffic.messages());
    }
    Checks.range("convergence in seconds", convergeNanos / 1_000_000_000, 0, 3600);
    boolean joins = table.joins() || faults.stream().anyMatch(Scenario::letsJoin);
    boolean lies = liars.stream().anyMatch(each -> !WITHHOLDING.contains(each.kind()));
    if (protocol != Protocol.TREECAST && (joins || lies)) {
      throw new IllegalArgumentException(
          "only treecast can join and has adversaries other than withhold and announce;"
              + " take another scenario for "
              + protocol.cliName());
    }
    if (!nats.isNone() && (protocol != Protocol.TREECAST || !table.joins())) {
      throw new IllegalArgumentException(
          "behind NATs only treecast runs, and only in a network that joins: add [table] joins ="
              + " true");
    }
    Checks.share("all adversaries together", liars.stream().mapToDouble(Liars::share).sum());
    faults = List.copyOf(faults);
    liars = List.copyOf(liars);
  }

  private static boolean letsJoin(Fault fault) {
    return fault instanceof Churn || fault instanceof Restart;
  }

  /** Ten messages of 1 kB, 1 s apart, links of 10 to 50 ms, converged tables, and no fault. */
  public static Scenario of(String name, int nodes) {
    return new Scenario(
        name,
        nodes,
        Table.DEFAULT,
        Nats.NONE,
        LinkModel.DEFAULT,
        TrafficPlan.DEFAULT,
        List.of(),
        List.of(),
        Protocol.TREECAST,
        Measure.DEFAULT,
        PATIENCE.toNanos(),
        0);
  }

  public Scenario withTable(Table newTable) {
    return changed(parts -> parts.table = newTable);
  }

  public Scenario withNats(Nats newNats) {
    return changed(parts -> parts.nats = newNats);
  }

  public Scenario withLinks(LinkModel newLinks) {
    return changed(parts -> parts.links = newLinks);
  }

  public Scenario withTraffic(TrafficPlan newTraffic) {
    return changed(parts -> parts.traffic = newTraffic);
  }

  public Scenario withFaults(List<Fault> newFaults) {
    return changed(parts -> parts.faults = newFaults);
  }

  public Scenario withLiars(List<Liars> newLiars) {
    return changed(parts -> parts.liars = newLiars);
  }

  public Scenario withProtocol(Protocol newProtocol) {
    return changed(parts -> parts.protocol = newProtocol);
  }

  public Scenario withMeasure(Measure newMeasure) {
    return changed(parts -> parts.measure = newMeasure);
  }

  public Scenario withPatienceNanos(long newPatienceNanos) {
    return changed(parts -> parts.patienceNanos = newPatienceNanos);
  }

  public Scenario withConvergeNanos(long newConvergeNanos) {
    return changed(parts -> parts.convergeNanos = newConvergeNanos);
  }

  private Scenario changed(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return new Scenario(
        parts.name,
        parts.nodes,
        parts.table,
        parts.nats,
        parts.links,
        parts.traffic,
        parts.faults,
        parts.liars,
        parts.protocol,
        parts.measure,
        parts.patienceNanos,
        parts.convergeNanos);
  }

  /** All of a scenario, to be changed. */
  private static final class Parts {
    final String name;
    final int nodes;
    Table table;
    Nats nats;
    LinkModel links;
    TrafficPlan traffic;
    List<Fault> faults;
    List<Liars> liars;
    Protocol protocol;
    Measure measure;
    long patienceNanos;
    long convergeNanos;

    Parts(Scenario of) {
      name = of.name;
      nodes = of.nodes;
      table = of.table;
      nats = of.nats;
      links = of.links;
      traffic = of.traffic;
      faults = of.faults;
      liars = of.liars;
      protocol = of.protocol;
      measure = of.measure;
      patienceNanos = of.patienceNanos;
      convergeNanos = of.convergeNanos;
    }
  }
}
