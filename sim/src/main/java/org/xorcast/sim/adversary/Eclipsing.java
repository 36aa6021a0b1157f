package org.xorcast.sim.adversary;

import org.xorcast.core.Engine;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.Writer;
import org.xorcast.sim.NodeFactory;

/** Withholds messages, and addresses too: whoever asks for peers is told of nobody. */
final class Eclipsing extends Withholding {
  Eclipsing(Engine engine, NodeFactory.Seat seat) {
    super(engine, seat);
  }

  @Override
  byte[] saysToOverlay(byte[] frame) {
    if (FrameType.of(frame) != FrameType.NODES) {
      return frame;
    }
    Reader reader = new Reader(frame);
    reader.u8();
    long transaction = reader.varint(Long.MAX_VALUE);
    return Writer.frame(FrameType.NODES).varint(transaction).varint(0).toByteArray();
  }
}
