package org.xorcast.sim.adversary;

import java.util.Arrays;
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

/** An honest engine with a hand between it and the world, in the network and in all topics. */
final class Liar implements Core<Event> {
  /** Before a topic's own frame: GROUP and the topic's tag. */
  private static final int GROUP_BYTES = 1 + 8;

  private static final byte[] NO_GROUP = {};

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
    byte[] whole = received.frame().unwrap();
    byte[] group = groupOf(whole);
    byte[] frame = Arrays.copyOfRange(whole, group.length, whole.length);
    try {
      return !isBroadcast(frame)
          || hand.hears(received.link(), CastMessage.decode(frame), nowNanos, within(group, out));
    } catch (WireException e) {
      return true; // Another liar has spoilt it; the engine deals with that.
    }
  }

  @Override
  public long nextDeadlineNanos() {
    return Math.min(engine.nextDeadlineNanos(), hand.nextDeadlineNanos());
  }

  /** What says to which topic a frame belongs, empty if to none. */
  private static byte[] groupOf(byte[] frame) {
    boolean grouped = frame.length > GROUP_BYTES && frame[0] == FrameType.GROUP.number();
    return grouped ? Arrays.copyOf(frame, GROUP_BYTES) : NO_GROUP;
  }

  private static Effects within(byte[] group, Effects out) {
    return group.length == 0 ? out : new Grouped(group, out);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
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
      byte[] group = groupOf(frame);
      byte[] inner = Arrays.copyOfRange(frame, group.length, frame.length);
      if (isBroadcast(inner)) {
        say(link, group, CastMessage.decode(inner));
      } else if (group.length == 0) {
        out.send(link, hand.saysToOverlay(frame));
      } else {
        out.send(link, frame);
      }
    }

    @Override
    public void send(long link, Channel channel, byte[] head, Bytes body) {
      byte[] group = groupOf(head);
      byte[] frame = Arrays.copyOfRange(head, group.length, head.length);
      if (!isBroadcast(frame)) {
        out.send(link, channel, head, body);
        return;
      }
      say(link, group, CastMessage.decode(concat(frame, body.unwrap())));
    }

    private void say(long link, byte[] group, CastMessage meant) {
      CastMessage said = hand.says(link, meant, nowNanos);
      if (said != null) {
        Hand.send(link, said, within(group, out));
      }
    }
  }

  /** Effects whose frames belong to a topic. */
  private static final class Grouped extends EffectsFilter {
    private final byte[] group;

    Grouped(byte[] group, Effects out) {
      super(out);
      this.group = group;
    }

    @Override
    public void send(long link, byte[] frame) {
      out.send(link, concat(group, frame));
    }

    @Override
    public void send(long link, Channel channel, byte[] head, Bytes body) {
      out.send(link, channel, concat(group, head), body);
    }
  }
}
