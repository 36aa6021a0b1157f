package org.xorcast.sim.nat;

/** How a link's packets get to the other end. */
public enum Rung {
  /** As it was dialled. */
  DIRECT,
  /** Straight, since both ends have opened their NATs for each other. */
  PUNCHED,
  /** A third node passes them on. */
  RELAYED
}
