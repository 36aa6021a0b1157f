package org.xorcast.sim.fault;

import org.xorcast.core.engine.Rng;
import org.xorcast.sim.SimNode;

/**
 * Nodes are gone from one moment to the next, and nobody is told.
 *
 * @param share of all nodes, 0 to below 1
 * @param atNanos when
 */
public record Crash(double share, long atNanos) implements Fault {
  public Crash {
    Limits.share("crash", share);
    Limits.moment(atNanos);
  }

  @Override
  public void arrange(Stage stage, Rng rng) {
    for (SimNode victim : stage.roster().strikeOff(share, rng)) {
      stage.at(atNanos, () -> stage.world().crash(victim));
    }
  }

  @Override
  public long overNanos() {
    return atNanos;
  }
}
