package org.xorcast;

/** How the packets of a link get from one end to the other, the best first. */
public enum Rung {
  /** Straight to an address that the peer is known to have. */
  DIRECT,

  /** Straight, through holes that both ends punched into their NATs. */
  PUNCHED,

  /** Through a third node, which sees who speaks with whom and how much, and nothing of it. */
  RELAYED,

  /** Inside TLS over TCP between a relay and a node from which UDP gets nowhere. */
  TUNNELLED
}
