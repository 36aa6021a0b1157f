package org.xorcast.sim.adversary;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage;
import org.xorcast.core.cast.CastMessage.Receipt;
import org.xorcast.core.cast.CastMessage.Tally;
import org.xorcast.sim.NodeFactory;

/** Claims in every receipt that a billion nodes have the message. */
final class Boasting extends Hand {
  private static final int CLAIM = 1_000_000_000;

  Boasting(Engine engine, NodeFactory.Seat seat) {
    super(engine, seat);
  }

  @Override
  @Nullable CastMessage says(long link, CastMessage message, long nowNanos) {
    return message instanceof Receipt receipt && receipt.tally() != Tally.REFUSED
        ? new Receipt(receipt.id(), CLAIM, receipt.hop(), receipt.tally(), receipt.ids())
        : message;
  }
}
