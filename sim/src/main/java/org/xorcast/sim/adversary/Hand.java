package org.xorcast.sim.adversary;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.sim.NodeFactory;

/** What one liar does differently from the honest engine behind it; by default nothing. */
abstract class Hand {
  private static final long HAND_SALT = 0x6c61_6e64_6861_6e64L;
  private static final int CONTROL_MAX_BYTES = 16_384;

  final Engine engine;
  final NodeFactory.Seat seat;

  /** The hand's own chances, so that the engine draws as it would without it. */
  final Rng rng;

  /** Signed with every record; see {@code MessageRecord}. */
  final Bytes group;

  Hand(Engine engine, NodeFactory.Seat seat) {
    this.engine = engine;
    this.seat = seat;
    this.group = Engine.networkId(seat.network());
    this.rng = new Rng(seat.seed() ^ HAND_SALT);
  }

  /**
   * A broadcast frame has come.
   *
   * @param out goes straight to the world, past {@link #says}
   * @return whether the engine gets to see it
   */
  boolean hears(long link, CastMessage message, long nowNanos, Effects out) {
    return true;
  }

  /**
   * The engine wants to send a broadcast frame.
   *
   * @return what is sent instead, {@code message} itself, or null for nothing
   */
  @Nullable CastMessage says(long link, CastMessage message, long nowNanos) {
    return message;
  }

  /** When {@link #acts} is wanted at the latest. */
  long nextDeadlineNanos() {
    return Deadlines.NEVER;
  }

  /**
   * Time has come to do something unasked.
   *
   * @return what happens to the engine besides, null for nothing
   */
  @Nullable Event acts(long nowNanos, Effects out) {
    return null;
  }

  /**
   * The engine wants to send a frame of the overlay.
   *
   * @return what is sent instead
   */
  byte[] saysToOverlay(byte[] frame) {
    return frame;
  }

  /** The neighbour at the other end of a link, null if it has no place in the table. */
  final @Nullable Neighbour neighbour(long link) {
    for (Neighbour neighbour : engine.table().all()) {
      if (neighbour.link() == link) {
        return neighbour;
      }
    }
    return null;
  }

  /** A random neighbour, null if there is none. */
  final @Nullable Neighbour anyNeighbour() {
    List<Neighbour> all = engine.table().all();
    return all.isEmpty() ? null : all.get(rng.nextInt(all.size()));
  }

  static void send(long link, CastMessage message, Effects out) {
    if (message instanceof CastMessage.Push push) {
      Bytes body = push.body();
      Channel channel = body.length() <= CONTROL_MAX_BYTES ? Channel.CONTROL : Channel.BULK;
      out.send(link, channel, message.encode(), body);
    } else {
      out.send(link, message.encode());
    }
  }
}
