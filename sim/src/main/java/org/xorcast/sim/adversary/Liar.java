package org.xorcast.sim.adversary;

import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.EffectsFilter;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.WireException;

/** An honest engine with a hand between it and the world. */
final class Liar implements Core<Event> {
  private final Engine engine;
  private final Hand hand;

  Liar(Engine engine, Hand hand) {
    this.engine = engine;
    this.hand = hand;
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    if (event instanceof Event.Received received && !mayHear(received, nowNanos, out)) {
      return;
    }
    engine.handle(event, nowNanos, new Mouth(out, nowNanos));
    if (nowNanos >= hand.nextDeadlineNanos()) {
      Event own = hand.acts(nowNanos, out);
      if (own != null) {
        engine.handle(own, nowNanos, new Mouth(out, nowNanos));
      }
    }
  }

  private boolean mayHear(Event.Received received, long nowNanos, Effects out) {
    byte[] frame = received.frame().unwrap();
    try {
      return !isBroadcast(frame)
          || hand.hears(received.link(), CastMessage.decode(frame), nowNanos, out);
    } catch (WireException e) {
      return true; // Another liar has spoilt it; the engine deals with that.
    }
  }

  @Override
  public long nextDeadlineNanos() {
    return Math.min(engine.nextDeadlineNanos(), hand.nextDeadlineNanos());
  }

  private static boolean isBroadcast(byte[] frame) {
    return FrameType.of(frame).isBroadcast();
  }

  @Override
  public String toString() {
    return hand.getClass().getSimpleName();
  }

  /** Passes on what the engine wants to say as far as the hand lets it. */
  private final class Mouth extends EffectsFilter {
    private final long nowNanos;

    Mouth(Effects out, long nowNanos) {
      super(out);
      this.nowNanos = nowNanos;
    }

    @Override
    public void send(long link, byte[] frame) {
      if (isBroadcast(frame)) {
        say(link, CastMessage.decode(frame));
      } else {
        out.send(link, hand.saysToOverlay(frame));
      }
    }

    @Override
    public void send(long link, Channel channel, byte[] head, Bytes body) {
      byte[] frame = new byte[head.length + body.length()];
      System.arraycopy(head, 0, frame, 0, head.length);
      System.arraycopy(body.unwrap(), 0, frame, head.length, body.length());
      say(link, CastMessage.decode(frame));
    }

    private void say(long link, CastMessage meant) {
      CastMessage said = hand.says(link, meant, nowNanos);
      if (said != null) {
        Hand.send(link, said, out);
      }
    }
  }
}
