package org.xorcast.sim.fault;

import org.xorcast.core.engine.Rng;

/** Something that goes wrong. All times count from when the network has settled. */
public sealed interface Fault permits Churn, Clog, Crash, Flap, LinkResets, Partition, Restart {
  /** Draws victims and dates, and queues what will happen. */
  void arrange(Stage stage, Rng rng);

  /** When the last of it has happened. */
  long overNanos();
}
