package org.xorcast.core.overlay;

import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;

/** Sends the overlay's frames, and counts them. */
final class Sender {
  private final Counters counters;

  Sender(Counters counters) {
    this.counters = counters;
  }

  void send(long link, OverlayMessage message, Effects out) {
    counters.increment(Counter.OVERLAY_SENT);
    out.send(link, message.encode());
  }
}
