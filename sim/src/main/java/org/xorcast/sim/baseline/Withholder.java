package org.xorcast.sim.baseline;

import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.EffectsFilter;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;

/**
 * A liar among a baseline's nodes: takes its part in the protocol, grafts and prunes, and never
 * lets a payload out of its hands.
 */
final class Withholder implements Core<Event> {
  private final Core<Event> honest;
  private final boolean announces;

  /**
   * @param announces whether it announces what it has and will not serve
   */
  Withholder(Core<Event> honest, boolean announces) {
    this.honest = honest;
    this.announces = announces;
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    honest.handle(event, nowNanos, new Closed(out, announces));
  }

  @Override
  public long nextDeadlineNanos() {
    return honest.nextDeadlineNanos();
  }

  /** Lets everything through but payload and, unless it announces, ids. */
  private static final class Closed extends EffectsFilter {
    private final boolean announces;

    Closed(Effects out, boolean announces) {
      super(out);
      this.announces = announces;
    }

    @Override
    public void send(long link, Channel channel, byte[] head, Bytes body) {}

    @Override
    public void send(long link, byte[] frame) {
      if (announces || frame[0] != Frame.IHAVE) {
        out.send(link, frame);
      }
    }
  }
}
