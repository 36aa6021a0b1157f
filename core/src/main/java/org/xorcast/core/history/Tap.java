package org.xorcast.core.history;

import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.EffectsFilter;

/** Effects that let the history see each delivery first. */
final class Tap extends EffectsFilter {
  private final HistoryCore history;
  private final long nowNanos;

  Tap(HistoryCore history, long nowNanos, Effects out) {
    super(out);
    this.history = history;
    this.nowNanos = nowNanos;
  }

  @Override
  public void deliver(Delivery delivery) {
    history.live(delivery, nowNanos, out);
  }
}
