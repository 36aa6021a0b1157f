package org.xorcast.sim;

import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.Verifier;

/**
 * Makes the state machine that runs at a node: the engine that the library runs, another protocol
 * to compare it with, or one of them with a liar's hand in between.
 */
@FunctionalInterface
public interface NodeFactory {
  /**
   * Where a node sits.
   *
   * @param network the name of its network
   * @param epochMillis the wall clock when virtual time was 0
   * @param seed fixes the node's random choices
   */
  record Seat(
      int index,
      Identity identity,
      Verifier verifier,
      String network,
      long epochMillis,
      long seed) {}

  Core<Event> create(Seat seat);

  /** The engine, as in the library. */
  static NodeFactory engine(EngineConfig config) {
    return seat -> engine(seat, config);
  }

  private static Engine engine(Seat seat, EngineConfig config) {
    return new Engine(
        seat.identity(), seat.verifier(), seat.network(), config, seat.epochMillis(), seat.seed());
  }
}
