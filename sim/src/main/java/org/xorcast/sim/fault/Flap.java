package org.xorcast.sim.fault;

import org.xorcast.core.engine.Rng;
import org.xorcast.sim.SimNode;

/**
 * Nodes stand still for a while, again and again, and the others can only notice it by their
 * silence. Frames wait for a node that stands still, as they do in a socket's buffer.
 *
 * @param share of all nodes, 0 to below 1
 * @param atNanos when it begins
 * @param forNanos how long it lasts
 * @param upNanos how long they run between two pauses, on average
 * @param downNanos how long they stand still, on average; half to one and a half times this
 */
public record Flap(double share, long atNanos, long forNanos, long upNanos, long downNanos)
    implements Fault {
  private static final double SPREAD = 0.5;

  public Flap {
    Limits.share("flap", share);
    Limits.moment(atNanos);
    Limits.moment(forNanos);
    Limits.duration("up", upNanos);
    Limits.duration("down", downNanos);
  }

  @Override
  public void arrange(Stage stage, Rng rng) {
    for (SimNode victim : stage.roster().strikeOff(share, rng)) {
      long at = atNanos + rng.between(0, upNanos);
      while (at < atNanos + forNanos) {
        long down = Math.min(rng.jitter(downNanos, SPREAD), atNanos + forNanos - at);
        long until = at + down;
        stage.at(at, () -> stage.pause(victim, until));
        at = until + rng.jitter(upNanos, SPREAD);
      }
    }
  }

  @Override
  public long overNanos() {
    return atNanos + forNanos;
  }
}
