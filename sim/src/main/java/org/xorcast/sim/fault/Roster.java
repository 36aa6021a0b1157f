package org.xorcast.sim.fault;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.xorcast.core.engine.Rng;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.World;

/** Who is honest, and who is there from beginning to end. */
public final class Roster {
  private final World world;
  private final int atStart;
  private final BitSet absent = new BitSet();

  /** All nodes that the world has now, of which some are adversaries. */
  public Roster(World world, BitSet adversaries) {
    this.world = world;
    this.absent.or(adversaries);
    this.atStart = world.nodes().size();
  }

  /**
   * Takes random nodes off the list of those that are present throughout; at least one stays on.
   *
   * @param share of the nodes that there were at the start
   */
  List<SimNode> strikeOff(double share, Rng rng) {
    List<SimNode> candidates = present();
    List<SimNode> victims = new ArrayList<>();
    int wanted = (int) Math.round(atStart * share);
    while (victims.size() < wanted && candidates.size() > 1) {
      SimNode victim = candidates.remove(rng.nextInt(candidates.size()));
      absent.set(victim.index());
      victims.add(victim);
    }
    return victims;
  }

  /** The honest nodes that nothing happens to, in the order of their numbers. */
  public List<SimNode> present() {
    List<SimNode> present = new ArrayList<>(atStart);
    for (SimNode node : world.nodes().subList(0, atStart)) {
      if (!absent.get(node.index())) {
        present.add(node);
      }
    }
    return present;
  }
}
