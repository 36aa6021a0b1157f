package org.xorcast.sim.adversary;

import org.xorcast.core.Engine;
import org.xorcast.sim.NodeFactory;

/** Does what an honest node does; its engine believes that everybody may publish. */
final class Forwarding extends Hand {
  Forwarding(Engine engine, NodeFactory.Seat seat) {
    super(engine, seat);
  }
}
