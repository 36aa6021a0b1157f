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
  private final BitSet adversaries;
  private final BitSet absent = new BitSet();

  /** All nodes that the world has now, of which some are adversaries. */
  public Roster(World world, BitSet adversaries) {
    this.world = world;
    this.atStart = world.nodes().size();
    this.adversaries = adversaries;
    this.absent.or(adversaries);
  }

  /** Random nodes of those that are present throughout. */
  List<SimNode> draw(double share, Rng rng) {
    List<SimNode> candidates = present();
    int wanted = Math.min((int) Math.round(atStart * share), candidates.size() - 1);
    for (int i = 0; i < wanted; i++) {
      int drawn = i + rng.nextInt(candidates.size() - i);
      SimNode swapped = candidates.get(drawn);
      candidates.set(drawn, candidates.get(i));
      candidates.set(i, swapped);
    }
    return candidates.subList(0, wanted);
  }

  /**
   * Takes random nodes off the list of those that are present throughout; at least one stays on.
   *
   * @param share of the nodes that there were at the start
   */
  List<SimNode> strikeOff(double share, Rng rng) {
    List<SimNode> victims = draw(share, rng);
    victims.forEach(this::strikeOff);
    return victims;
  }

  /** Takes a node off the list of those that are present throughout. */
  void strikeOff(SimNode node) {
    absent.set(node.index());
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

  /** The honest nodes that are alive now, newcomers included. */
  public List<SimNode> live() {
    List<SimNode> live = new ArrayList<>(atStart);
    for (SimNode node : world.nodes()) {
      if (node.isAlive() && !adversaries.get(node.index())) {
        live.add(node);
      }
    }
    return live;
  }

  /** Some random live and honest nodes. */
  List<SimNode> drawLive(int count, Rng rng) {
    List<SimNode> live = live();
    List<SimNode> drawn = new ArrayList<>();
    while (drawn.size() < count && !live.isEmpty()) {
      drawn.add(live.remove(rng.nextInt(live.size())));
    }
    return drawn;
  }
}
