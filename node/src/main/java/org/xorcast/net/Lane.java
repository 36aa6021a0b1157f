package org.xorcast.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamPriority;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.id.Bytes;

/**
 * The outgoing frames of one channel of a link, in order, on a stream of its own: {@code
 * channel(1)}, frames of {@code length(varint) bytes}, and at the end of the link {@code 0(1)
 * reason(varint)}.
 *
 * <p>QUIC's own close is one datagram that may be lost, and lets go of whatever is not
 * acknowledged. So a link ends at the end of its lanes, which arrives like everything else on them.
 *
 * <p>One write at a time: the next frames are only copied into native memory when QUIC has taken
 * the last ones. What waits is the caller's shared arrays.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write only fails when its connection does.
final class Lane {
  private static final int WRITE_BYTES = 64 * 1024;
  private static final int LENGTH_MAX_BYTES = 3;

  private record Frame(Bytes head, Bytes body) {
    int length() {
      return head.length() + body.length();
    }
  }

  private final Connection connection;
  private final Channel channel;
  private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
  private @Nullable QuicStreamChannel stream;
  private boolean opening;
  private boolean writing;
  private @Nullable CloseReason end;
  private long waitingBytes;

  Lane(Connection connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
  }

  static boolean isChannel(int number) {
    return number < Channel.values().length;
  }

  void add(byte[] head, Bytes body) {
    Frame frame = new Frame(Bytes.wrap(head), body);
    waiting.addLast(frame);
    waitingBytes += frame.length();
  }

  /** What has not been given to QUIC yet, in bytes. */
  long waitingBytes() {
    return waitingBytes;
  }

  /** Nothing follows what was added before but the reason. */
  void end(CloseReason reason) {
    end = reason;
  }

  void clear() {
    waiting.clear();
    waitingBytes = 0;
  }

  /** Gives QUIC as much as it takes; whether that is anything. */
  boolean pump(QuicChannel quic) {
    boolean some = false;
    if (stream == null) {
      if (!opening && (!waiting.isEmpty() || end != null)) {
        open(quic);
      }
      return some;
    }
    while (!writing && (!waiting.isEmpty() || end != null)) {
      some = true;
      ChannelFuture written = stream.writeAndFlush(nextWrite(stream));
      if (!written.isDone()) {
        writing = true;
        connection.blocked(1);
        written.addListener(done -> {
          writing = false;
          connection.blocked(-1);
          connection.wantsPump();
        });
      }
    }
    return some;
  }

  /**
   * Makes QUIC send what it holds for this peer now. While acknowledgements of a connection wait,
   * Netty keeps what is written for them, and has no call to send it; this one does that after QUIC
   * has refused it, since nothing ever comes in on a stream of our own.
   */
  void nudge() {
    if (stream != null) {
      stream.shutdownInput();
    }
  }

  private void open(QuicChannel quic) {
    opening = true;
    quic.createStream(QuicStreamType.UNIDIRECTIONAL, new ChannelInboundHandlerAdapter())
        .addListener((Future<QuicStreamChannel> opened) -> onOpened(opened));
  }

  private void onOpened(Future<QuicStreamChannel> opened) {
    if (!opened.isSuccess()) {
      connection.trouble(opened.cause());
      return;
    }
    QuicStreamChannel created = opened.getNow();
    // A smaller urgency goes first (RFC 9218); bulk keeps quiche's default of 127.
    if (channel == Channel.CONTROL) {
      created.updatePriority(new QuicStreamPriority(0, false));
    }
    created.writeAndFlush(created.alloc().directBuffer(1).writeByte(channel.ordinal()));
    stream = created;
    connection.wantsPump();
  }

  /** Whole frames, together about {@link #WRITE_BYTES}, or the end. */
  private ByteBuf nextWrite(QuicStreamChannel to) {
    if (waiting.isEmpty() && end != null) {
      int code = end.code();
      end = null;
      ByteBuf last = to.alloc().directBuffer(1 + LENGTH_MAX_BYTES).writeByte(0);
      writeVarint(last, code);
      return last;
    }
    int size = 0;
    int count = 0;
    for (Frame frame : waiting) {
      if (count > 0 && size + frame.length() > WRITE_BYTES) {
        break;
      }
      size += LENGTH_MAX_BYTES + frame.length();
      count++;
    }
    ByteBuf buffer = to.alloc().directBuffer(size);
    for (int i = 0; i < count; i++) {
      Frame frame = waiting.removeFirst();
      waitingBytes -= frame.length();
      writeVarint(buffer, frame.length());
      buffer.writeBytes(frame.head().unwrap()).writeBytes(frame.body().unwrap());
    }
    return buffer;
  }

  private static void writeVarint(ByteBuf buffer, int value) {
    int left = value;
    while (left > 0x7f) {
      buffer.writeByte(left & 0x7f | 0x80);
      left >>>= 7;
    }
    buffer.writeByte(left);
  }
}
