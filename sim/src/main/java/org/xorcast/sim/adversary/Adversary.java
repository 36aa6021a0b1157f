package org.xorcast.sim.adversary;

import java.util.Arrays;
import java.util.List;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Event;
import org.xorcast.sim.NodeFactory;

/** How a node lies. */
public enum Adversary {
  /** Takes and acknowledges everything, forwards and serves nothing. */
  WITHHOLD("withhold"),
  /** The same, and announces what it never serves, true and made-up ids. */
  ANNOUNCE("announce");

  private final String label;

  Adversary(String label) {
    this.label = label;
  }

  /** The name in scenario files and on the command line. */
  public String label() {
    return label;
  }

  /**
   * @throws IllegalArgumentException if there is no such adversary
   */
  public static Adversary ofLabel(String label) {
    for (Adversary adversary : values()) {
      if (adversary.label.equals(label)) {
        return adversary;
      }
    }
    List<String> labels = Arrays.stream(values()).map(Adversary::label).toList();
    throw new IllegalArgumentException("no adversary is called " + label + "; there are " + labels);
  }

  /** A liar at this seat: an engine with its hand between it and the world. */
  public Core<Event> create(NodeFactory.Seat seat, EngineConfig config) {
    Engine engine =
        new Engine(
            seat.identity(),
            seat.verifier(),
            seat.network(),
            config,
            seat.epochMillis(),
            seat.seed());
    return new Liar(engine, hand(engine, seat));
  }

  private Hand hand(Engine engine, NodeFactory.Seat seat) {
    return switch (this) {
      case WITHHOLD -> new Withholding(engine, seat);
      case ANNOUNCE -> new FalseAnnouncing(engine, seat);
    };
  }
}
