package org.xorcast.sim.check;

import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.SimNode;

/** Watches one promise and reports to {@link Findings} when it is broken. */
interface Checker {
  /**
   * Any node has published.
   *
   * @param payload empty if an adversary published by itself
   */
  default void published(
      SimNode node, MessageId id, long sequence, byte[] payload, long nowNanos) {}

  /** An honest node has handed a message to its application. */
  default void delivered(SimNode node, Delivery delivery, long nowNanos) {}

  /** A look at the network, about once a virtual second. */
  default void inspect(Network network) {}
}
