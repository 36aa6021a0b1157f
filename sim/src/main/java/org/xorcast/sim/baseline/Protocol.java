package org.xorcast.sim.baseline;

import java.util.Locale;
import org.xorcast.core.EngineConfig;
import org.xorcast.sim.NodeFactory;

/** Whom to run in a scenario. */
public enum Protocol {
  /** The engine, as in the library. */
  TREECAST,
  /** To every entry of the table, as BEP 50. */
  FLOOD,
  /** libp2p's GossipSub with D = 8. */
  GOSSIPSUB,
  /** Plumtree on a random graph, as iroh-gossip runs it. */
  PLUMTREE,
  /** Kadcast with one delegate per bucket. */
  KADCAST1,
  /** Kadcast with three, as Dusk runs it. */
  KADCAST3;

  /** The degree of Plumtree's graph: the size of HyParView's active view. */
  public static final int RANDOM_GRAPH_DEGREE = 5;

  /** What its links are. */
  public enum Overlay {
    /** Kademlia tables that have converged. */
    TABLES,
    /** A random graph in which everybody has {@link #RANDOM_GRAPH_DEGREE} links. */
    RANDOM_GRAPH
  }

  /** The name on the command line and in scenario files: the constant in lower case. */
  public String cliName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Overlay overlay() {
    return this == PLUMTREE ? Overlay.RANDOM_GRAPH : Overlay.TABLES;
  }

  /**
   * How many messages random nodes must have published before the figures mean anything. Only
   * Plumtree builds its tree from traffic: its first message is a flood.
   */
  public int warmUpMessages() {
    return this == PLUMTREE ? 50 : 0;
  }

  /**
   * @param config of {@link #TREECAST}; the others have their published numbers built in
   */
  public NodeFactory factory(EngineConfig config) {
    return switch (this) {
      case TREECAST -> NodeFactory.engine(config);
      case FLOOD -> FloodCore::new;
      case GOSSIPSUB -> seat -> new GossipSubCore(seat, GossipSubCore.Degree.DEFAULT);
      case PLUMTREE -> PlumtreeCore::new;
      case KADCAST1 -> seat -> new KadcastCore(seat, 1);
      case KADCAST3 -> seat -> new KadcastCore(seat, 3);
    };
  }

  /**
   * Nodes of a baseline that take part and never forward or serve a payload.
   *
   * @param announces whether they announce what they have and will not serve
   * @throws IllegalArgumentException for {@link #TREECAST}, whose liars are in {@code
   *     sim.adversary}
   */
  public NodeFactory withholding(boolean announces) {
    if (this == TREECAST) {
      throw new IllegalArgumentException("treecast has adversaries of its own");
    }
    NodeFactory honest = factory(EngineConfig.DEFAULT);
    return seat -> new Withholder(honest.create(seat), announces);
  }
}
