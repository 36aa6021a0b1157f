package org.xorcast.sim.baseline;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Note;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;

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
  private record Closed(Effects out, boolean announces) implements Effects {
    @Override
    public void send(long link, Channel channel, byte[] head, Bytes body) {}

    @Override
    public void send(long link, byte[] frame) {
      if (announces || frame[0] != Frame.IHAVE) {
        out.send(link, frame);
      }
    }

    @Override
    public void dial(Endpoint to, @Nullable PeerId expected) {
      out.dial(to, expected);
    }

    @Override
    public void close(long link, CloseReason reason) {
      out.close(link, reason);
    }

    @Override
    public void deliver(Delivery delivery) {
      out.deliver(delivery);
    }

    @Override
    public void published(long ticket, MessageId id, long sequence) {
      out.published(ticket, id, sequence);
    }

    @Override
    public void log(Note note) {
      out.log(note);
    }
  }
}
