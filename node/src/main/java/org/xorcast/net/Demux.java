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
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.path.Via;

/**
 * First handler of the UDP socket: says what each datagram is, gives QUIC to the codec whose
 * connection it belongs to, and hides from QUIC where its peers really are.
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

  private final Traffic traffic;
  private final InitialLimiter limiter = new InitialLimiter(INITIALS_PER_SECOND, INITIALS_BURST);
  private final Ways ways;
  private @Nullable ChannelHandlerContext serverContext;
  private @Nullable BiConsumer<Endpoint, byte[]> krpc;
  private @Nullable PathSocket paths;
  private @Nullable SideSockets sides;
  private @Nullable ChannelHandlerContext self;
  private @Nullable InetSocketAddress local;
  private final Tunnels tunnels =
      new Tunnels(
          new Tunnels.Sink() {
            @Override
            public void received(ByteBuf datagram, InetSocketAddress from) {
              readFromTunnel(datagram, from);
            }

            @Override
            public void receivedAll() {
              readFromComplete();
            }
          });
  private long udpDatagrams;
  private int halfOpen;
  private final DelayedAcks acks = new DelayedAcks();
  private boolean ackTimerRuns;
  private int blockedLanes;
  private boolean holding;
  private boolean flushHeld;
  private boolean reading;

  Demux(Traffic traffic, Ways ways) {
    this.traffic = traffic;
    this.ways = ways;
  }

  /** Must be called before the first datagram. */
  void serverCodecAt(ChannelHandlerContext context) {
    serverContext = context;
  }

  /** Has what looks like KRPC taken; without it, such datagrams are dropped. */
  void krpcTo(BiConsumer<Endpoint, byte[]> taker) {
    krpc = taker;
  }

  /** Must be called before the first datagram. */
  void alsoSendsBy(SideSockets sockets) {
    sides = sockets;
  }

  /** Any port on the socket's own address. */
  InetSocketAddress anyPort() {
    if (local == null) {
      throw new IllegalStateException("the socket is not open");
    }
    return new InetSocketAddress(local.getAddress(), 0);
  }

  /** A datagram came in by another socket of the node. */
  void readFrom(DatagramPacket packet, int socket) {
    if (self == null) {
      packet.release();
    } else {
      read(self, packet, socket);
    }
  }

  void readFromComplete() {
    if (self != null) {
      channelReadComplete(self);
    }
  }

  /** The tunnels that datagrams come from and go into in place of the socket. */
  Tunnels tunnels() {
    return tunnels;
  }

  /** How many datagrams have come by UDP. */
  long udpDatagrams() {
    return udpDatagrams;
  }

  /** Has what is about paths taken; without it, such datagrams are dropped. */
  void pathsTo(PathSocket socket) {
    paths = socket;
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
      flushAll(context);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    local = (InetSocketAddress) context.channel().localAddress();
    self = context;
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    read(context, (DatagramPacket) message, 0);
  }

  private void read(ChannelHandlerContext context, DatagramPacket packet, int socket) {
    traffic.received(packet.content().readableBytes());
    if (Tunnels.isMadeUp(packet.sender())) {
      drop(packet.content(), Dropped.TUNNEL);
      return;
    }
    udpDatagrams++;
    take(context, packet, socket, classify(packet.content()));
  }

  private void readFromTunnel(ByteBuf content, InetSocketAddress from) {
    ChannelHandlerContext context = self;
    traffic.received(content.readableBytes());
    Dropped other = classify(content);
    // An answer would tell somebody where a tunnel's end is seen, and that is nowhere.
    if (context == null || other == Dropped.STUN || other == Dropped.KRPC) {
      drop(content, Dropped.TUNNEL);
    } else {
      take(context, new DatagramPacket(content, local, from), 0, other);
    }
  }

  private void take(
      ChannelHandlerContext context, DatagramPacket packet, int socket, @Nullable Dropped other) {
    if (other == null) {
      Via via = socket == 0 ? null : new Via.Direct(Addresses.endpoint(packet.sender()), socket);
      route(context, packet.content(), packet.sender(), via);
    } else if (packet.sender().getPort() > 0 && takes(other)) {
      reading = true;
      takeOther(context, packet, other, socket);
    } else {
      drop(packet.content(), other);
    }
  }

  private boolean takes(Dropped kind) {
    return switch (kind) {
      case KRPC -> krpc != null;
      case STUN, PATH_CONTROL, RELAYED -> paths != null;
      default -> false;
    };
  }

  private void takeOther(
      ChannelHandlerContext context, DatagramPacket packet, Dropped kind, int socket) {
    ByteBuf content = packet.content();
    Endpoint from = Addresses.endpoint(packet.sender());
    if (kind == Dropped.RELAYED) {
      relayed(context, content, packet.sender(), from);
      return;
    }
    byte[] bytes = ByteBufUtil.getBytes(content);
    content.release();
    if (kind == Dropped.KRPC && krpc != null) {
      krpc.accept(from, bytes);
    } else if (kind == Dropped.STUN && paths != null) {
      paths.stun(from, bytes);
    } else if (paths != null) {
      paths.received(new Via.Direct(from, socket), bytes);
    }
  }

  /** A datagram with a relay's head: to be passed on, or for a connection of ours. */
  private void relayed(
      ChannelHandlerContext context, ByteBuf content, InetSocketAddress sender, Endpoint from) {
    PathSocket here = paths;
    int length = content.readableBytes();
    if (here == null || length <= Via.RELAY_HEAD_BYTES) {
      drop(content, Dropped.RELAYED);
      return;
    }
    int flow = content.getInt(content.readerIndex() + 1);
    Endpoint to = here.route(from, flow, length);
    if (to != null) {
      write(
          context, new DatagramPacket(content, Addresses.socketAddress(to)), context.newPromise());
      return;
    }
    Via.Relayed via = new Via.Relayed(from, flow);
    if (!here.isForUs(via)) {
      drop(content, Dropped.RELAYED);
      return;
    }
    // QUIC's parser reads from index 0, so it gets a buffer of its own.
    ByteBuf inner =
        content.slice(content.readerIndex() + Via.RELAY_HEAD_BYTES, length - Via.RELAY_HEAD_BYTES);
    Dropped kind = classify(inner);
    if (kind == null) {
      route(context, inner, sender, via);
    } else if (kind == Dropped.PATH_CONTROL) {
      byte[] bytes = ByteBufUtil.getBytes(inner);
      content.release();
      here.received(via, bytes);
    } else {
      drop(content, kind);
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

  /**
   * Gives a datagram of QUIC to its connection.
   *
   * @param via the relay's flow or the other socket that it came by, null for neither
   */
  private void route(
      ChannelHandlerContext context, ByteBuf content, InetSocketAddress sender, @Nullable Via via) {
    if ((content.getByte(content.readerIndex()) & 0x80) == 0) {
      routeShort(context, content, sender, via);
    } else {
      routeLong(context, content, sender, via);
    }
  }

  private void routeShort(
      ChannelHandlerContext context, ByteBuf content, InetSocketAddress sender, @Nullable Via via) {
    if (content.readableBytes() < 1 + ConnectionIds.SIZE_BYTES) {
      drop(content, Dropped.QUIC_MALFORMED);
      return;
    }
    long id = content.getLong(content.readerIndex() + 1);
    acks.read(id, System.nanoTime());
    Way way = ways.of(id);
    if (way == null) {
      drop(content, Dropped.QUIC_UNKNOWN_CONNECTION);
    } else {
      pass(context, content, way, sender, via);
    }
  }

  private void routeLong(
      ChannelHandlerContext context, ByteBuf content, InetSocketAddress sender, @Nullable Via via) {
    int at = content.readerIndex();
    int length = content.readableBytes();
    int idLength = length < LONG_HEAD_BYTES ? 0xff : content.getUnsignedByte(at + 5);
    if (idLength > CONNECTION_ID_MAX_BYTES || length < LONG_HEAD_BYTES + idLength) {
      drop(content, Dropped.QUIC_MALFORMED);
      return;
    }
    // Only version 1 is spoken, and nobody is told: an answer would serve those who forge sources.
    if (content.getInt(at + 1) != QUIC_VERSION_1) {
      drop(content, Dropped.QUIC_VERSION);
      return;
    }
    long nowNanos = System.nanoTime();
    acks.readUrgent(nowNanos);
    Way known =
        idLength == ConnectionIds.SIZE_BYTES
            ? ways.of(content.getLong(at + LONG_HEAD_BYTES))
            : null;
    boolean initial = (content.getByte(at) & 0x30) == 0;
    if (known != null && (known.isDialled() || !initial)) {
      pass(context, content, known, sender, via);
    } else if (!initial) {
      drop(content, Dropped.QUIC_UNKNOWN_CONNECTION);
    } else if (length < INITIAL_MIN_BYTES || idLength < ConnectionIds.SIZE_BYTES) {
      drop(content, Dropped.QUIC_MALFORMED);
    } else if (!limiter.allow(sender.getAddress(), nowNanos)) {
      drop(content, Dropped.QUIC_INITIAL_RATE);
    } else if (known != null) {
      pass(context, content, known, sender, via);
    } else {
      byte[] id = new byte[idLength];
      content.getBytes(at + LONG_HEAD_BYTES, id);
      first(context, content, Bytes.wrap(id), sender, via);
    }
  }

  /** A first packet, or its repetition, possibly along another way. */
  private void first(
      ChannelHandlerContext context,
      ByteBuf content,
      Bytes id,
      InetSocketAddress sender,
      @Nullable Via via) {
    Way way = ways.of(id);
    if (way != null) {
      pass(context, content, way, sender, via);
    } else if (halfOpen >= HALF_OPEN_MAX || local == null) {
      drop(content, Dropped.QUIC_HALF_OPEN);
    } else {
      Way begun = ways.create(false, local.getAddress());
      ways.name(begun, id);
      begun.use(via == null ? new Via.Direct(Addresses.endpoint(sender)) : via);
      pass(context, content, begun, sender, via);
      if (begun.link() == 0) {
        ways.forget(begun); // QUIC made no connection of it.
      }
    }
  }

  private void pass(
      ChannelHandlerContext context,
      ByteBuf content,
      Way way,
      InetSocketAddress sender,
      @Nullable Via via) {
    if (via == null ? !way.isFrom(sender) : !via.equals(way.via())) {
      Via from = via == null ? new Via.Direct(Addresses.endpoint(sender)) : via;
      if (!way.isSettled()) {
        way.answeredAlong(from);
      } else if (paths != null) {
        paths.foreign(way.link(), from);
      }
    }
    // QUIC takes another address, of either end, for another path: it always sees the same two.
    DatagramPacket same = new DatagramPacket(content, local, way.address());
    ways.arriving(way);
    try {
      if (!way.isDialled()) {
        context.fireChannelRead(same);
      } else if (serverContext != null) {
        serverContext.fireChannelRead(same);
      }
    } finally {
      ways.arriving(null);
    }
  }

  private void drop(ByteBuf content, Dropped kind) {
    traffic.dropped(kind);
    content.release();
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
    if (!(message instanceof DatagramPacket packet)) {
      context.write(message, promise);
      return;
    }
    Way way = ways.at(packet.recipient());
    if (way == null) {
      emit(context, packet, promise);
      return;
    }
    way.sent(System.nanoTime());
    ByteBuf content = packet.content();
    int segment =
        packet instanceof SegmentedDatagramPacket segments
            ? segments.segmentSize()
            : content.readableBytes();
    Via via = way.via();
    if (!way.isSettled()) {
      keep(way, content, segment);
    }
    if (via == null) {
      for (Via tried : way.tried()) {
        send(context, content.retainedDuplicate(), segment, tried, context.newPromise());
      }
      content.release();
      promise.trySuccess();
    } else {
      send(context, content, segment, via, promise);
    }
  }

  private static void keep(Way way, ByteBuf content, int segment) {
    for (int at = 0; at < content.readableBytes(); at += segment) {
      int length = Math.min(segment, content.readableBytes() - at);
      way.keep(content.slice(content.readerIndex() + at, length));
    }
  }

  /** Sends one datagram, or several of the same size in one buffer, along a way. */
  private void send(
      ChannelHandlerContext context,
      ByteBuf content,
      int segment,
      Via via,
      ChannelPromise promise) {
    InetSocketAddress to = Addresses.socketAddress(via.next());
    if (via instanceof Via.Relayed(Endpoint relay, int flow)) {
      while (content.readableBytes() > 0) {
        int length = Math.min(segment, content.readableBytes());
        ByteBuf framed = context.alloc().directBuffer(Via.RELAY_HEAD_BYTES + length);
        framed.writeByte(Via.RELAYED_BYTE).writeInt(flow).writeBytes(content, length);
        boolean last = content.readableBytes() == 0;
        emit(context, new DatagramPacket(framed, to), last ? promise : context.newPromise());
      }
      content.release();
      return;
    }
    int socket = ((Via.Direct) via).socket();
    DatagramPacket packet =
        segment < content.readableBytes()
            ? new SegmentedDatagramPacket(content, segment, to)
            : new DatagramPacket(content, to);
    if (socket == 0) {
      emit(context, packet, promise);
    } else {
      emitBy(socket, packet, promise);
    }
  }

  private void emit(ChannelHandlerContext context, DatagramPacket packet, ChannelPromise promise) {
    int bytes = packet.content().readableBytes();
    if (packet instanceof SegmentedDatagramPacket segments) {
      traffic.sent(Math.ceilDiv(bytes, segments.segmentSize()), bytes);
    } else {
      traffic.sent(1, bytes);
    }
    if (tunnels.write(packet)) {
      promise.trySuccess();
    } else {
      context.write(packet, promise);
    }
  }

  private void emitBy(int socket, DatagramPacket packet, ChannelPromise promise) {
    traffic.sent(1, packet.content().readableBytes());
    if (sides == null || !sides.write(socket, packet)) {
      packet.release();
    }
    promise.trySuccess();
  }

  /** Sends along one more way what a connection that is being opened has sent so far. */
  void offer(ChannelHandlerContext context, Way way, Via via) {
    if (way.isSettled() || way.tried().contains(via)) {
      return;
    }
    way.tried().add(via);
    sendKept(context, way, via);
  }

  private void sendKept(ChannelHandlerContext context, Way way, Via via) {
    for (byte[] datagram : way.kept()) {
      ByteBuf content = Unpooled.wrappedBuffer(datagram);
      send(context, content, datagram.length, via, context.newPromise());
    }
    if (!reading) {
      flush(context);
    }
  }

  /** The same along a way that has just begun to lead anywhere, for all connections. */
  void again(Via via) {
    ChannelHandlerContext context = self;
    if (context != null) {
      ways.opening(via).forEach(way -> sendKept(context, way, via));
    }
  }

  /** Sends a datagram that is no QUIC; answers to what is being read leave together. */
  void send(ChannelHandlerContext context, Via via, byte[] datagram) {
    ByteBuf content = Unpooled.wrappedBuffer(datagram);
    send(context, content, datagram.length, via, context.newPromise());
    if (!reading) {
      flush(context);
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (holding) {
      flushHeld = true;
    } else {
      flushAll(context);
    }
  }

  private void flushAll(ChannelHandlerContext context) {
    context.flush();
    if (sides != null) {
      sides.flush();
    }
    tunnels.flush();
  }

  /** A datagram that could not be sent or read is like one that was lost on the way. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("datagram lost: {}", cause.toString());
  }
}
