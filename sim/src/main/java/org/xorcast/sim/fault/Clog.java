package org.xorcast.sim.fault;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.engine.Rng;
import org.xorcast.sim.SimNode;

/**
 * Swizzle-clogging: the ways to a random subset of the nodes are clogged one by one, and freed in
 * another order. Frames to a clogged node arrive when it is freed.
 *
 * @param share of all nodes, 0 to below 1
 * @param atNanos when the first one is clogged
 * @param forNanos until the last one is free; the first half of it clogs, the second half frees
 */
public record Clog(double share, long atNanos, long forNanos) implements Fault {
  public Clog {
    Limits.share("clog", share);
    Limits.moment(atNanos);
    Limits.duration("clogging", forNanos);
  }

  @Override
  public void arrange(Stage stage, Rng rng) {
    List<SimNode> waiting = new ArrayList<>(stage.roster().draw(share, rng));
    int count = waiting.size();
    long stepNanos = forNanos / (2L * Math.max(1, count));
    for (int freed = 0; freed < count; freed++) {
      int clogged = rng.nextInt(waiting.size());
      SimNode victim = waiting.remove(clogged);
      long from = atNanos + rng.between(0, forNanos / 2);
      long until = atNanos + forNanos / 2 + (freed + 1) * stepNanos;
      stage.at(from, () -> stage.clog(victim, until));
    }
  }

  @Override
  public long overNanos() {
    return atNanos + forNanos;
  }
}
