package org.xorcast.sim.fault;

import org.xorcast.sim.SimNode;
import org.xorcast.sim.World;

/**
 * Where faults act.
 *
 * @param network the name of the network that newcomers join
 * @param startNanos when the network has settled
 */
public record Stage(World world, Roster roster, String network, long startNanos) {
  /** Queues an act for a time that counts from the start. */
  void at(long sinceStartNanos, Runnable act) {
    world.at(startNanos + sinceStartNanos, act);
  }

  /** The node stands still from now on. */
  void pause(SimNode node, long untilSinceStartNanos) {
    world.barriers().pause(node, startNanos + untilSinceStartNanos);
  }

  /** Frames to the node are held up from now on. */
  void clog(SimNode node, long untilSinceStartNanos) {
    world.barriers().clog(node, startNanos + untilSinceStartNanos);
  }
}
