package org.xorcast.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Endpoint;

/**
 * First handler of the UDP socket: says what each datagram is and gives QUIC to the codec whose
 * connection it belongs to.
 *
 * <p>The pipeline is demux, server codec, client codec. What this handler fires reaches the server
 * codec; what is fired from the server codec's context reaches the client codec.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A datagram may be lost.
final class Demux extends ChannelDuplexHandler {
  /** RFC 9000, 14.1: a shorter datagram with an Initial packet of a client is to be discarded. */
  static final int INITIAL_MIN_BYTES = 1200;

  static final int INITIALS_PER_SECOND = 200;
  static final int INITIALS_BURST = 2000;

  /** Strangers that have proved nothing yet; QUIC keeps up to about 46 kB for each. */
  static final int HALF_OPEN_MAX = 2000;

  private static final int QUIC_VERSION_1 = 1;
  private static final int LONG_HEAD_BYTES = 6;
  private static final int CONNECTION_ID_MAX_BYTES = 20;
  private static final Logger log = LoggerFactory.getLogger(Demux.class);

  private enum Codec {
    SERVER,
    CLIENT
  }

  private final Traffic traffic;
  private final InitialLimiter limiter = new InitialLimiter(INITIALS_PER_SECOND, INITIALS_BURST);
  private final Set<Long> clientIds = new HashSet<>();
  private @Nullable ChannelHandlerContext serverContext;
  private @Nullable BiConsumer<Endpoint, byte[]> krpc;
  private @Nullable InetSocketAddress local;
  private int halfOpen;
  private final DelayedAcks acks = new DelayedAcks();
  private boolean ackTimerRuns;
  private int blockedLanes;
  private boolean holding;
  private boolean flushHeld;
  private boolean reading;

  Demux(Traffic traffic) {
    this.traffic = traffic;
  }

  /** Must be called before the first datagram. */
  void serverCodecAt(ChannelHandlerContext context) {
    serverContext = context;
  }

  /** Has what looks like KRPC taken; without it, such datagrams are dropped. */
  void krpcTo(BiConsumer<Endpoint, byte[]> taker) {
    krpc = taker;
  }

  /** Sends a datagram that is no QUIC; answers to what is being read leave together. */
  void send(ChannelHandlerContext context, InetSocketAddress to, byte[] datagram) {
    write(context, new DatagramPacket(Unpooled.wrappedBuffer(datagram), to), context.newPromise());
    if (!reading) {
      flush(context);
    }
  }

  void addClientId(long id) {
    clientIds.add(id);
  }

  void removeClientId(long id) {
    clientIds.remove(id);
  }

  /**
   * So many more lanes, or fewer, wait until QUIC takes what they write. What comes in may make
   * room for it, and QUIC only sends it when the reading is complete: then nothing is delayed.
   */
  void blocked(int lanes) {
    blockedLanes += lanes;
  }

  void halfOpened() {
    halfOpen++;
  }

  void halfOpenDone() {
    halfOpen--;
  }

  /** Keeps datagrams back until {@link #release}, so that they leave in one system call. */
  void hold() {
    holding = true;
  }

  void release(ChannelHandlerContext context) {
    holding = false;
    if (flushHeld) {
      flushHeld = false;
      context.flush();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    local = (InetSocketAddress) context.channel().localAddress();
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    traffic.received(packet.content().readableBytes());
    Dropped stranger = classify(packet.content());
    if (stranger == Dropped.KRPC && krpc != null && packet.sender().getPort() > 0) {
      takeKrpc(krpc, packet);
    } else if (stranger != null) {
      drop(packet, stranger);
    } else if ((packet.content().getByte(packet.content().readerIndex()) & 0x80) == 0) {
      routeShort(context, packet);
    } else {
      routeLong(context, packet);
    }
  }

  private void takeKrpc(BiConsumer<Endpoint, byte[]> taker, DatagramPacket packet) {
    reading = true;
    try {
      taker.accept(Addresses.endpoint(packet.sender()), ByteBufUtil.getBytes(packet.content()));
    } finally {
      packet.release();
    }
  }

  /** Null for QUIC, else what the first bytes say it is. */
  static @Nullable Dropped classify(ByteBuf content) {
    int length = content.readableBytes();
    int at = content.readerIndex();
    int first = length < 1 ? 0xff & ~0x40 : content.getUnsignedByte(at);
    if (first <= 0x03) {
      return Dropped.STUN;
    }
    if (first == 0x30) {
      return Dropped.PATH_CONTROL;
    }
    if (first == 0x31) {
      return Dropped.RELAYED;
    }
    int second = length < 2 ? 0 : content.getUnsignedByte(at + 1);
    if (first == 'd' && (second >= '0' && second <= '9' || second == 'e')) {
      return Dropped.KRPC;
    }
    return (first & 0x40) == 0 ? Dropped.UNKNOWN : null;
  }

  private void routeShort(ChannelHandlerContext context, DatagramPacket packet) {
    ByteBuf content = packet.content();
    if (content.readableBytes() < 1 + ConnectionIds.SIZE_BYTES) {
      drop(packet, Dropped.QUIC_MALFORMED);
      return;
    }
    long id = content.getLong(content.readerIndex() + 1);
    acks.read(id, System.nanoTime());
    if (clientIds.contains(id)) {
      pass(context, packet, Codec.CLIENT);
    } else if (ConnectionIds.isServers(id)) {
      pass(context, packet, Codec.SERVER);
    } else {
      drop(packet, Dropped.QUIC_UNKNOWN_CONNECTION);
    }
  }

  private void routeLong(ChannelHandlerContext context, DatagramPacket packet) {
    ByteBuf content = packet.content();
    int at = content.readerIndex();
    int length = content.readableBytes();
    int idLength = length < LONG_HEAD_BYTES ? 0xff : content.getUnsignedByte(at + 5);
    if (idLength > CONNECTION_ID_MAX_BYTES || length < LONG_HEAD_BYTES + idLength) {
      drop(packet, Dropped.QUIC_MALFORMED);
      return;
    }
    // Only version 1 is spoken, and nobody is told: an answer would serve those who forge sources.
    if (content.getInt(at + 1) != QUIC_VERSION_1) {
      drop(packet, Dropped.QUIC_VERSION);
      return;
    }
    acks.readUrgent(System.nanoTime());
    boolean oursBySize = idLength == ConnectionIds.SIZE_BYTES;
    long id = oursBySize ? content.getLong(at + LONG_HEAD_BYTES) : 0;
    boolean known = oursBySize && ConnectionIds.isServers(id);
    boolean initial = (content.getByte(at) & 0x30) == 0;
    if (oursBySize && clientIds.contains(id)) {
      pass(context, packet, Codec.CLIENT);
    } else if (!initial) {
      if (known) {
        pass(context, packet, Codec.SERVER);
      } else {
        drop(packet, Dropped.QUIC_UNKNOWN_CONNECTION);
      }
    } else if (length < INITIAL_MIN_BYTES || idLength < ConnectionIds.SIZE_BYTES) {
      drop(packet, Dropped.QUIC_MALFORMED);
    } else if (!limiter.allow(packet.sender().getAddress(), System.nanoTime())) {
      drop(packet, Dropped.QUIC_INITIAL_RATE);
    } else if (halfOpen >= HALF_OPEN_MAX && !known) {
      drop(packet, Dropped.QUIC_HALF_OPEN);
    } else {
      pass(context, packet, Codec.SERVER);
    }
  }

  private void pass(ChannelHandlerContext context, DatagramPacket packet, Codec codec) {
    // On a wildcard address the socket may name the interface that a datagram came in by. QUIC
    // takes
    // another local address for another path and drops it, so it always sees the one we dial from.
    DatagramPacket same =
        local == null || local.equals(packet.recipient())
            ? packet
            : new DatagramPacket(packet.content(), local, packet.sender());
    if (codec == Codec.SERVER) {
      context.fireChannelRead(same);
    } else if (serverContext != null) {
      serverContext.fireChannelRead(same);
    }
  }

  private void drop(DatagramPacket packet, Dropped kind) {
    traffic.dropped(kind);
    packet.release();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (reading) {
      reading = false;
      flush(context);
    }
    if (!acks.isWaiting()) {
      return;
    }
    long leftNanos = acks.leftNanos(System.nanoTime());
    if (leftNanos == 0 || blockedLanes > 0) {
      acks.done();
      // The codecs do not pass this on, and neither acknowledges anything without it.
      context.fireChannelReadComplete();
      if (serverContext != null) {
        serverContext.fireChannelReadComplete();
      }
    } else if (!ackTimerRuns) {
      ackTimerRuns = true;
      context.executor().schedule(() -> onAckTimer(context), leftNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void onAckTimer(ChannelHandlerContext context) {
    ackTimerRuns = false;
    channelReadComplete(context);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof SegmentedDatagramPacket packet) {
      int bytes = packet.content().readableBytes();
      traffic.sent(Math.ceilDiv(bytes, packet.segmentSize()), bytes);
    } else if (message instanceof DatagramPacket packet) {
      traffic.sent(1, packet.content().readableBytes());
    }
    context.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (holding) {
      flushHeld = true;
    } else {
      context.flush();
    }
  }

  /** A datagram that could not be sent or read is like one that was lost on the way. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("datagram lost: {}", cause.toString());
  }
}
