package org.xorcast.sim.fault;

import org.xorcast.core.engine.Rng;

/** Something that goes wrong. All times count from the first message. */
public sealed interface Fault permits Crash {
  /** Draws victims and dates, and queues what will happen. */
  void arrange(Stage stage, Rng rng);
}
