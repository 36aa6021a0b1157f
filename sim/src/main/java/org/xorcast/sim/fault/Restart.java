package org.xorcast.sim.fault;

import java.util.List;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.sim.SimNode;

/**
 * Nodes crash and come back with the key and the address cache of their former life, at another
 * address. What they had seen is forgotten.
 *
 * @param share of all nodes, 0 to below 1
 * @param atNanos when they crash
 * @param downNanos how long they are gone
 */
public record Restart(double share, long atNanos, long downNanos) implements Fault {
  public Restart {
    Limits.share("restart", share);
    Limits.moment(atNanos);
    Limits.moment(downNanos);
  }

  @Override
  public void arrange(Stage stage, Rng rng) {
    for (SimNode victim : stage.roster().strikeOff(share, rng)) {
      stage.at(atNanos, () -> stage.world().crash(victim));
      stage.at(atNanos + downNanos, () -> comeBack(stage, victim));
    }
  }

  private static void comeBack(Stage stage, SimNode victim) {
    List<PeerRecord> cached = victim.engine().knownRecords();
    SimNode reborn = stage.world().addNextLife(victim, stage.network());
    stage.world().start(reborn, List.of(), cached);
  }

  @Override
  public long overNanos() {
    return atNanos + downNanos;
  }
}
