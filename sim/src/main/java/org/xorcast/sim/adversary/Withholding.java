package org.xorcast.sim.adversary;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage;
import org.xorcast.sim.NodeFactory;

/** Takes and acknowledges everything, and keeps it: never forwards, announces or serves. */
class Withholding extends Hand {
  Withholding(Engine engine, NodeFactory.Seat seat) {
    super(engine, seat);
  }

  @Override
  @Nullable CastMessage says(long link, CastMessage message, long nowNanos) {
    return switch (message) {
      case CastMessage.Push push -> null;
      case CastMessage.IHave have -> null;
      case CastMessage.Probe probe -> null;
      case CastMessage.Cover cover -> null;
      case CastMessage.OfRights rights -> null;
      default -> message;
    };
  }
}
