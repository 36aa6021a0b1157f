package org.xorcast.sim.baseline;

import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.Sha256;
import org.xorcast.core.wire.Writer;
import org.xorcast.sim.NodeFactory;

/** Gives the messages of one node their names, and the node its own messages. */
final class Publisher {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NOT_STARTED = -1;

  private final PeerId self;
  private final long epochMillis;
  private long session = NOT_STARTED;
  private long lastSequence;

  Publisher(NodeFactory.Seat seat) {
    self = seat.identity().peerId();
    epochMillis = seat.epochMillis();
  }

  /** Names a message, answers the application, and delivers the message to it too. */
  Message publish(Event.Publish event, long nowNanos, Effects out) {
    long nowMillis = epochMillis + nowNanos / NANOS_PER_MILLI;
    if (session == NOT_STARTED) {
      session = nowMillis;
    }
    long sequence = ++lastSequence;
    byte[] name = new Writer().peerId(self).u64(session).u64(sequence).toByteArray();
    MessageId id = new Reader(Sha256.of(name, event.payload().unwrap())).messageId();
    Message message = new Message(id, self, session, sequence, nowMillis, event.payload());
    out.published(event.ticket(), id, sequence);
    out.deliver(message.delivery(0));
    return message;
  }
}
