package org.xorcast.sim.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.sim.SimNode;

/** All checkers of one run. */
public final class Checkers {
  private final Findings findings = new Findings();
  private final BitSet adversaries;
  private final Set<PeerId> adversaryPeers = new HashSet<>();
  private final ExactlyOnce exactlyOnce = new ExactlyOnce(findings);
  private final NothingForged nothingForged;
  private final OneGraph oneGraph = new OneGraph(findings);
  private final Convergence convergence;
  private final List<Checker> all = new ArrayList<>();

  private Checkers(BitSet adversaries) {
    this.adversaries = adversaries;
    this.nothingForged = new NothingForged(findings, adversaryPeers::contains);
    this.convergence = new Convergence(findings, adversaries);
    all.add(exactlyOnce);
    all.add(nothingForged);
  }

  /**
   * What every protocol promises.
   *
   * @param adversaries the numbers of the nodes that owe nobody anything
   */
  public static Checkers basic(BitSet adversaries) {
    return new Checkers(adversaries);
  }

  /**
   * What the engine promises.
   *
   * @param config of the honest engines
   */
  public static Checkers full(BitSet adversaries, EngineConfig config) {
    Checkers checkers = new Checkers(adversaries);
    checkers.all.add(new FifoOrder(checkers.findings));
    checkers.all.add(new BoundedMemory(checkers.findings, config));
    checkers.all.add(new NoStorm(checkers.findings));
    checkers.all.add(checkers.oneGraph);
    checkers.all.add(checkers.convergence);
    return checkers;
  }

  /** Learns in whose name adversaries may speak. */
  public void learnNames(List<SimNode> nodes) {
    adversaries.stream().forEach(index -> adversaryPeers.add(nodes.get(index).peer()));
  }

  public void published(SimNode node, MessageId id, long sequence, byte[] payload, long nowNanos) {
    all.forEach(checker -> checker.published(node, id, sequence, payload, nowNanos));
  }

  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    if (!adversaries.get(node.index())) {
      all.forEach(checker -> checker.delivered(node, delivery, nowNanos));
    }
  }

  /** To be called about once a virtual second. */
  public void inspect(Network network) {
    all.forEach(checker -> checker.inspect(network));
  }

  /** Whether nobody lacks anything, and all hold together. */
  public boolean isConverged(Network network) {
    return convergence.isReached(network) && oneGraph.isWhole(network);
  }

  /** Reports who still lacks what, and who is out of reach. */
  public void demandConvergence(Network network) {
    convergence.demand(network);
    oneGraph.demand(network);
  }

  public Findings findings() {
    return findings;
  }

  /** Deliveries of something already delivered, or never published. */
  public long duplicatesToApp() {
    return exactlyOnce.again() + nothingForged.forged();
  }
}
