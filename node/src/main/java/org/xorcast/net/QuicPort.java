package org.xorcast.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.path.Via;

/** One UDP socket with QUIC in both roles on it, and every number that QUIC is set up with. */
@SuppressWarnings("FutureReturnValueIgnored") // A socket that does not close has nobody to tell.
final class QuicPort {
  /**
   * Bytes of UDP payload: with IPv6 and UDP headers 1,398, which fits Ethernet, PPPoE and the usual
   * tunnels (WireGuard: 1,420). Not probed for, since the path may change under a connection.
   */
  private static final int DATAGRAM_BYTES = 1350;

  private static final int DATAGRAM_MAX_BYTES = 2048;
  private static final int IDLE_SECONDS = 30;
  private static final int CONNECTION_WINDOW_BYTES = 8 << 20;
  private static final int STREAM_WINDOW_BYTES = 2 << 20;

  /** A lane for each of the core's channels. */
  private static final int STREAMS_MAX = 2;

  private static final int STREAM_READ_BYTES = 64 * 1024;

  private final Transport transport;
  private final EventLoop loop;
  private final LinkTls tls;
  private final Supplier<ChannelHandler> onAccept;
  private final Demux demux;
  private final SideSockets sideSockets;
  private final Ways ways = new Ways();
  private final ConnectionIds ids = new ConnectionIds(ways::chosen);
  private @Nullable Channel udp;
  private @Nullable Families families;

  /**
   * @param onAccept makes the handler of a connection whose first packet has come
   */
  QuicPort(
      Transport transport,
      EventLoop loop,
      LinkTls tls,
      Traffic traffic,
      Supplier<ChannelHandler> onAccept) {
    this.transport = transport;
    this.loop = loop;
    this.tls = tls;
    this.onAccept = onAccept;
    this.demux = new Demux(traffic, ways);
    this.sideSockets = new SideSockets(transport, loop, demux);
    demux.alsoSendsBy(sideSockets);
  }

  InetSocketAddress open(InetSocketAddress address) {
    Channel channel =
        transport.bindAny(
            loop,
            address,
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel opened) {
                udp = opened;
                install(opened.pipeline());
              }
            });
    udp = channel;
    InetSocketAddress bound = (InetSocketAddress) channel.localAddress();
    families = new Families(bound);
    return bound;
  }

  private void install(ChannelPipeline pipeline) {
    ChannelHandler server =
        configure(new QuicServerCodecBuilder().sslContext(tls.server()))
            .connectionIdAddressGenerator(ids)
            // Addresses are not validated by a Retry: it costs every peer a round trip, and what a
            // forged source can make us send is bounded by QUIC (3 times) and by the limiter.
            .tokenHandler(null)
            .handler(
                new ChannelInitializer<QuicChannel>() {
                  @Override
                  protected void initChannel(QuicChannel accepted) {
                    accepted.pipeline().addLast(onAccept.get());
                  }
                })
            .streamHandler(new StreamInitializer())
            .streamOption(
                ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(STREAM_READ_BYTES))
            .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, transport.segments())
            .build();
    ChannelHandler client =
        configure(new QuicClientCodecBuilder().sslContext(tls.client())).build();
    pipeline.addLast(demux).addLast("server", server).addLast(client);
    demux.serverCodecAt(pipeline.context("server"));
  }

  private static <B extends QuicCodecBuilder<B>> B configure(B builder) {
    return builder
        .localConnectionIdLength(ConnectionIds.SIZE_BYTES)
        .maxIdleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
        .maxSendUdpPayloadSize(DATAGRAM_BYTES)
        .maxRecvUdpPayloadSize(DATAGRAM_MAX_BYTES)
        .initialMaxData(CONNECTION_WINDOW_BYTES)
        .initialMaxStreamDataUnidirectional(STREAM_WINDOW_BYTES)
        .initialMaxStreamsUnidirectional(STREAMS_MAX)
        .initialMaxStreamsBidirectional(0)
        .congestionControlAlgorithm(QuicCongestionControlAlgorithm.CUBIC);
  }

  /** Whether the socket can send to that kind of address. */
  boolean reaches(Endpoint endpoint) {
    return TunnelEnd.is(endpoint)
        || (families != null && families.reaches(endpoint, System.nanoTime()));
  }

  /** A way for a connection to be dialled. */
  Way newWay() {
    return ways.create(true, ((InetSocketAddress) socket().localAddress()).getAddress());
  }

  /** The way of the connection that is being accepted. */
  Way arriving() {
    Way way = ways.arriving();
    if (way == null) {
      throw new IllegalStateException("a connection was made without a datagram");
    }
    return way;
  }

  void forget(Way way) {
    ways.forget(way);
  }

  Future<QuicChannel> dial(Way way, Connection connection) {
    Channel channel = socket();
    byte[] id = ids.forClient();
    ways.name(way, ByteBuffer.wrap(id).getLong());
    return QuicChannel.newBootstrap(channel)
        .handler(connection)
        .streamHandler(new StreamInitializer())
        .streamOption(
            ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(STREAM_READ_BYTES))
        .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, transport.segments())
        .localAddress(channel.localAddress())
        .remoteAddress(way.address())
        .localConnectionAddress(new QuicConnectionAddress(id))
        .connect();
  }

  private Channel socket() {
    if (udp == null) {
      throw new IllegalStateException("the socket is not open");
    }
    return udp;
  }

  Demux demux() {
    return demux;
  }

  void pathsTo(PathSocket socket) {
    demux.pathsTo(socket);
  }

  /** Has what looks like KRPC taken, on the loop. */
  void krpcTo(BiConsumer<Endpoint, byte[]> taker) {
    demux.krpcTo(taker);
  }

  /** Sends a datagram that is no QUIC; nothing happens if the socket cannot send there. */
  void send(Via via, byte[] datagram) {
    ChannelHandlerContext context = socket().pipeline().context(demux);
    if (context != null && reaches(via.next())) {
      demux.send(context, via, datagram);
    }
  }

  /** Sends a datagram that leaves this node's NAT and dies on the way, if the system allows it. */
  void sendOpener(Endpoint to, byte[] datagram) {
    Channel channel = socket();
    ChannelHandlerContext context = channel.pipeline().context(demux);
    if (context != null && reaches(to) && Transport.canShorten(channel)) {
      context.flush();
      Transport.shorten(channel, true);
      try {
        demux.send(context, new Via.Direct(to), datagram);
        context.flush();
      } finally {
        Transport.shorten(channel, false);
      }
    }
  }

  /** Sends a datagram by a socket that is opened for it. */
  void sendAside(Endpoint to, byte[] datagram) {
    if (reaches(to)) {
      sideSockets.sendOnce(Addresses.socketAddress(to), datagram);
    }
  }

  /** A connection that is being opened may try this way too. */
  void offer(Way way, Via via) {
    ChannelHandlerContext context = socket().pipeline().context(demux);
    if (context != null && reaches(via.next())) {
      demux.offer(context, way, via);
    }
  }

  void hold() {
    demux.hold();
  }

  void release() {
    ChannelHandlerContext context = socket().pipeline().context(demux);
    if (context != null) {
      demux.release(context);
    }
  }

  SideSockets sideSockets() {
    return sideSockets;
  }

  void close() {
    sideSockets.closeAll();
    socket().close();
  }

  Future<?> closeFuture() {
    return socket().closeFuture();
  }

  /** Gives each stream of a peer to the connection that it came by. */
  private static final class StreamInitializer extends ChannelInitializer<QuicStreamChannel> {
    @Override
    protected void initChannel(QuicStreamChannel stream) {
      Connection connection = stream.parent().pipeline().get(Connection.class);
      if (connection != null) {
        stream.pipeline().addLast(new FrameReader(connection));
      }
    }
  }
}
