package org.xorcast.sim.fault;

import org.xorcast.sim.World;

/**
 * Where faults act.
 *
 * @param startNanos when the first message is published
 */
public record Stage(World world, Roster roster, long startNanos) {
  /** Queues an act for a time that counts from the first message. */
  void at(long sinceStartNanos, Runnable act) {
    world.at(startNanos + sinceStartNanos, act);
  }
}
