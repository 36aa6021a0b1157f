package org.xorcast.sim.fault;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.engine.Rng;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.World;

/**
 * Nodes come and go: each stays for a session of random, exponentially distributed length, and for
 * each that goes another one comes, through the overlay.
 *
 * @param medianNanos half of the sessions are shorter
 * @param forNanos how long this goes on from the first message
 * @param polite the share of those that go which say so; the others crash
 */
public record Churn(long medianNanos, long forNanos, double polite) implements Fault {
  private static final int BOOTSTRAPS = 3;

  public Churn {
    Limits.duration("the median session", medianNanos);
    Limits.duration("churn", forNanos);
    if (!(polite >= 0 && polite <= 1)) {
      throw new IllegalArgumentException("polite must be 0 to 1, not " + polite);
    }
  }

  @Override
  public void arrange(Stage stage, Rng rng) {
    List<SimNode> members = new ArrayList<>(stage.roster().present());
    for (SimNode member : members.subList(1, members.size())) {
      long leavesNanos = sessionNanos(rng);
      if (leavesNanos < forNanos) {
        stage.roster().strikeOff(member);
        stage.at(leavesNanos, () -> replace(stage, member, leavesNanos, rng));
      }
    }
  }

  private void replace(Stage stage, SimNode member, long sinceStartNanos, Rng rng) {
    World world = stage.world();
    if (rng.chance(polite)) {
      world.leave(member);
    } else {
      world.crash(member);
    }
    SimNode newcomer = world.addNode(stage.network());
    world.start(newcomer, stage.roster().drawLive(BOOTSTRAPS, rng), List.of());
    long leavesNanos = sinceStartNanos + sessionNanos(rng);
    if (leavesNanos < forNanos) {
      stage.at(leavesNanos, () -> replace(stage, newcomer, leavesNanos, rng));
    }
  }

  private long sessionNanos(Rng rng) {
    double halves = -StrictMath.log(1 - rng.nextDouble()) / StrictMath.log(2);
    return (long) (halves * medianNanos);
  }

  @Override
  public long overNanos() {
    return forNanos;
  }
}
