package org.xorcast.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.CloseReason;

/**
 * Cuts a stream of the peer into frames; {@link Lane} says how they are written. The channel tells
 * nothing to the receiver; it has to be a known one so that later versions can add others.
 */
final class FrameReader extends ChannelInboundHandlerAdapter {
  /** A chunk of a payload, 64 KiB, and room for what is said about it. */
  static final int FRAME_MAX_BYTES = (64 + 4) * 1024;

  private static final int NUMBER_BITS_MAX = 21;

  private final Connection connection;
  private boolean channelKnown;
  private int number;
  private int numberBits;
  private boolean ending;
  private boolean ended;
  private byte @Nullable [] frame;
  private int filled;
  private boolean broken;

  FrameReader(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    // A stream can only come after the handshake, but the news of it may still be on its way.
    connection.established((QuicStreamChannel) context.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      while (bytes.isReadable() && !broken) {
        read(bytes);
      }
    } finally {
      bytes.release();
    }
  }

  private void read(ByteBuf bytes) {
    if (!channelKnown) {
      channelKnown = true;
      if (!Lane.isChannel(bytes.readUnsignedByte())) {
        fail();
      }
    } else if (ended) {
      fail();
    } else if (frame == null) {
      readNumber(bytes.readUnsignedByte());
    } else {
      int count = Math.min(bytes.readableBytes(), frame.length - filled);
      bytes.readBytes(frame, filled, count);
      filled += count;
      if (filled == frame.length) {
        byte[] whole = frame;
        frame = null;
        connection.received(whole);
      }
    }
  }

  /** One byte of a frame's length or, after a length of 0, of the reason of the end. */
  private void readNumber(int next) {
    number |= (next & 0x7f) << numberBits;
    numberBits += 7;
    boolean more = (next & 0x80) != 0;
    if (number > FRAME_MAX_BYTES || (more && numberBits >= NUMBER_BITS_MAX)) {
      fail();
    } else if (!more) {
      int whole = number;
      number = 0;
      numberBits = 0;
      onNumber(whole);
    }
  }

  private void onNumber(int whole) {
    if (ending) {
      ended = true;
      connection.laneEnded(CloseReason.ofCode(whole));
    } else if (whole == 0) {
      ending = true;
    } else {
      frame = new byte[whole];
      filled = 0;
    }
  }

  private void fail() {
    broken = true;
    connection.fail(CloseReason.PROTOCOL_ERROR);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownReadComplete) {
      // The streams of a link live as long as the link.
      fail();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    connection.trouble(cause);
  }
}
