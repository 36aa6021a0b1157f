package org.xorcast.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.path.Via;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.WireException;

/**
 * One QUIC connection from its first packet to its last; a link while it is {@link State#UP}.
 *
 * <p>Exactly one event says how it began ({@code LinkUp} or {@code DialFailed}; none for a stranger
 * that never finished its handshake), and at most one that it ended ({@code LinkDown}; none if it
 * was closed by the core).
 */
@SuppressWarnings("FutureReturnValueIgnored") // How a connection ended is told by its handlers.
final class Connection extends ChannelInboundHandlerAdapter {
  /** Frames that one peer keeps waiting, in bytes. Beyond it the peer is too slow to be a peer. */
  static final long QUEUE_MAX_BYTES = 96L << 20;

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private enum State {
    HANDSHAKE,
    UP,
    /** Closed by the core: what was sent before, and the reason, are on their way to the peer. */
    LEAVING,
    /** Over; QUIC is told in the next task. */
    OVER,
    GONE
  }

  private final QuicLinks links;
  private final long number;
  private final boolean dialled;
  private final @Nullable Endpoint target;
  private final @Nullable PeerId expected;
  private final Lane control = new Lane(this, Channel.CONTROL);
  private final Lane bulk = new Lane(this, Channel.BULK);

  private State state = State.HANDSHAKE;
  private CloseReason closeReason = CloseReason.UNKNOWN;
  private @Nullable QuicChannel quic;
  private @Nullable Way way;
  private boolean pumpWanted;
  private int lanesEnded;

  private Connection(
      QuicLinks links, long number, @Nullable Endpoint target, @Nullable PeerId expected) {
    this.links = links;
    this.number = number;
    this.dialled = target != null;
    this.target = target;
    this.expected = expected;
  }

  static Connection accepted(QuicLinks links, long number) {
    return new Connection(links, number, null, null);
  }

  /**
   * @param expected the only peer to accept, null for anybody
   */
  static Connection dialled(
      QuicLinks links, long number, Endpoint target, @Nullable PeerId expected) {
    return new Connection(links, number, target, expected);
  }

  long number() {
    return number;
  }

  boolean isDialled() {
    return dialled;
  }

  boolean isUp() {
    return state == State.UP;
  }

  void goes(Way itsWay) {
    way = itsWay;
  }

  /** Where its datagrams go, null before they do. */
  @Nullable Way way() {
    return way;
  }

  // ---- beginning --------------------------------------------------------------------------------

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    quic = (QuicChannel) context.channel();
    links.began(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    established((QuicChannel) context.channel());
    context.fireChannelActive();
  }

  void established(QuicStreamChannel stream) {
    established(stream.parent());
  }

  /** The handshake is done. May be called again. */
  void established(QuicChannel channel) {
    if (state != State.HANDSHAKE) {
      return;
    }
    links.handshakeOver(this);
    PeerId peer = LinkTls.peerOf(channel.sslEngine());
    Via via = way == null ? null : way.via();
    if (peer == null || way == null || via == null) {
      failHandshake(CloseReason.REFUSED);
    } else if (expected != null && !expected.equals(peer)) {
      failHandshake(CloseReason.WRONG_IDENTITY);
    } else {
      state = State.UP;
      way.settle();
      links.established(this, peer, via);
      // A peer has many places, and a stranger is known by the one where he was called.
      Endpoint remote = target == null || expected != null ? via.next() : target;
      boolean elsewhere = !via.isDirect() || !via.next().equals(remote);
      links.raise(new Event.LinkUp(number, peer, remote, dialled, elsewhere));
    }
  }

  /** Gives up a connection that is not a link yet. */
  void failHandshake(CloseReason reason) {
    if (state != State.HANDSHAKE) {
      return;
    }
    links.handshakeOver(this);
    over(reason);
    if (target != null) {
      links.raise(new Event.DialFailed(target, expected, reason));
    }
  }

  // ---- frames -----------------------------------------------------------------------------------

  void received(byte[] frame) {
    if (state != State.UP) {
      return;
    }
    if (!isPath(frame)) {
      links.raise(new Event.Received(number, Bytes.wrap(frame)));
      return;
    }
    try {
      links.pathFrame(this, frame);
    } catch (WireException e) {
      trouble(e);
      fail(CloseReason.PROTOCOL_ERROR);
    }
  }

  private static boolean isPath(byte[] frame) {
    return frame.length > 0
        && frame[0] >= FrameType.CALL.number()
        && frame[0] <= FrameType.GUESS.number();
  }

  void send(Channel channel, byte[] head, Bytes body) {
    if (state != State.UP) {
      return;
    }
    (channel == Channel.CONTROL ? control : bulk).add(head, body);
    if (control.waitingBytes() + bulk.waitingBytes() > QUEUE_MAX_BYTES) {
      fail(CloseReason.SLOW);
    } else {
      wantsPump();
    }
  }

  /** So many more of its lanes, or fewer, wait until QUIC takes what they write. */
  void blocked(int lanes) {
    links.blocked(lanes);
  }

  void wantsPump() {
    if (!pumpWanted) {
      pumpWanted = true;
      links.wantsPump(this);
    }
  }

  /** Sends what QUIC takes, and closes when that is due. Called from a task of the loop only. */
  void pump() {
    pumpWanted = false;
    if (quic == null || state == State.GONE) {
      return;
    }
    if (quic.isActive()) {
      long sentBefore = links.datagramsOut();
      boolean writes = control.pump(quic);
      writes |= bulk.pump(quic);
      if (writes && links.datagramsOut() == sentBefore) {
        control.nudge();
        bulk.nudge();
      }
    }
    if (state == State.OVER) {
      closeNow();
    }
  }

  // ---- end --------------------------------------------------------------------------------------

  /** Closes at the core's wish: what was sent before goes out first, and no event follows. */
  void close(CloseReason reason) {
    if (state == State.UP) {
      state = State.LEAVING;
      closeReason = reason;
      control.end(reason);
      bulk.end(reason);
      links.limitClosing(this);
      wantsPump();
    }
  }

  /** The peer sends no more on one of its lanes. */
  void laneEnded(CloseReason reason) {
    if (++lanesEnded < Channel.values().length) {
      return;
    }
    if (state == State.UP) {
      over(reason);
      links.raise(new Event.LinkDown(number, reason));
    } else {
      over(closeReason);
    }
  }

  /** Closes because of the peer or the transport, at once. */
  void fail(CloseReason reason) {
    if (state == State.UP) {
      over(reason);
      links.raise(new Event.LinkDown(number, reason));
    } else if (state == State.HANDSHAKE) {
      failHandshake(reason);
    } else {
      over(closeReason);
    }
  }

  private void over(CloseReason reason) {
    if (state != State.GONE) {
      state = State.OVER;
      closeReason = reason;
      control.clear();
      bulk.clear();
      wantsPump();
    }
  }

  /** Closes at once. Called from a task of the loop only. */
  void closeNow() {
    if (quic != null && state != State.GONE) {
      quic.close(true, closeReason.code(), Unpooled.EMPTY_BUFFER);
    }
  }

  void trouble(Throwable cause) {
    log.debug("link {}: {}", number, cause.toString());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof QuicConnectionCloseEvent closed) {
      // The channel itself only ends when QUIC has drained the path; the peer is gone now.
      boolean known = closed.isApplicationClose();
      fail(
          known
              ? CloseReason.ofCode(closed.error())
              : state == State.HANDSHAKE ? CloseReason.REFUSED : CloseReason.UNKNOWN);
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    boolean timedOut = quic != null && quic.isTimedOut();
    if (state == State.HANDSHAKE) {
      failHandshake(timedOut ? CloseReason.UNREACHABLE : CloseReason.REFUSED);
    } else if (state == State.UP) {
      fail(timedOut ? CloseReason.TIMEOUT : CloseReason.UNKNOWN);
    }
    context.fireChannelInactive();
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext context) {
    ended();
    context.fireChannelUnregistered();
  }

  /** Nothing is left of it. May be called again. */
  void ended() {
    if (state == State.HANDSHAKE) {
      failHandshake(CloseReason.REFUSED);
    }
    if (state != State.GONE) {
      state = State.GONE;
      control.clear();
      bulk.clear();
      links.ended(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    trouble(cause);
  }
}
