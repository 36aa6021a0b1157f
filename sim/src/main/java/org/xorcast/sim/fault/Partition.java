package org.xorcast.sim.fault;

import org.xorcast.core.engine.Rng;
import org.xorcast.sim.SimNode;

/**
 * The network falls in two parts that do not hear each other, and heals.
 *
 * @param share of all nodes on the one side, above 0 and below 1
 * @param atNanos when it is cut
 * @param forNanos how long it stays cut
 * @param oneWay only frames from that side to the other are lost
 */
public record Partition(double share, long atNanos, long forNanos, boolean oneWay)
    implements Fault {
  public Partition {
    Limits.share("the partition's share", share);
    Limits.moment(atNanos);
    Limits.duration("the partition", forNanos);
  }

  @Override
  public void arrange(Stage stage, Rng rng) {
    stage.at(
        atNanos,
        () -> {
          byte[] sides = new byte[stage.world().nodes().size()];
          for (SimNode node : stage.world().nodes()) {
            sides[node.index()] = (byte) (rng.chance(share) ? 1 : 0);
          }
          stage.world().barriers().partition(sides, oneWay);
        });
    stage.at(atNanos + forNanos, () -> stage.world().barriers().heal());
  }

  @Override
  public long overNanos() {
    return atNanos + forNanos;
  }

  /** Whether the network is cut at a time that counts from the first message. */
  public boolean cutsAt(long nanos) {
    return nanos >= atNanos && nanos < overNanos();
  }
}
