package org.xorcast.sim.adversary;

import org.xorcast.core.Engine;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;
import org.xorcast.sim.NodeFactory;

/** Publishes valid messages of its own without end, and is otherwise honest. */
final class Spamming extends Hand {
  private static final long FIRST_NANOS = 2_000_000_000L;
  private static final int PAYLOAD_BYTES = 1000;

  private final long everyNanos;
  private long atNanos;

  Spamming(Engine engine, NodeFactory.Seat seat, int perSecond) {
    super(engine, seat);
    this.everyNanos = 1_000_000_000L / perSecond;
    this.atNanos = FIRST_NANOS + rng.between(0, 1_000_000_000L);
  }

  @Override
  long nextDeadlineNanos() {
    return atNanos;
  }

  @Override
  Event acts(long nowNanos, Effects out) {
    atNanos += everyNanos;
    byte[] payload = new byte[PAYLOAD_BYTES];
    for (int i = 0; i < PAYLOAD_BYTES; i++) {
      payload[i] = (byte) rng.nextLong();
    }
    return new Event.Publish(0, null, Bytes.wrap(payload));
  }
}
