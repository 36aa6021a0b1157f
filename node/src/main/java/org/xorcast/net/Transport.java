package org.xorcast.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.PortInUseException;
import org.xorcast.XorcastException;

/** Loop threads and UDP sockets: Linux's epoll where it loads, else the JDK's. Thread-safe. */
public final class Transport {
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;

  /** Room for one datagram of a peer; {@link QuicPort} never sends longer ones. */
  private static final int DATAGRAM_MAX_BYTES = 2048;

  private static final int DATAGRAMS_PER_READ = 32;

  /** Datagrams that go to the kernel as one (generic segmentation offload). */
  private static final int SEGMENTS_MAX = 16;

  /** As hyperdht has it: beyond a carrier's NAT, and not as far as the peer's. */
  private static final int OPENER_HOPS = 5;

  private static final int DEFAULT_HOPS = 64;

  /** IP_TTL of IPPROTO_IP, and IPV6_UNICAST_HOPS of IPPROTO_IPV6, as Linux numbers them. */
  private static final IntegerUnixChannelOption HOPS_IPV4 =
      new IntegerUnixChannelOption("IP_TTL", 0, 2);

  private static final IntegerUnixChannelOption HOPS_IPV6 =
      new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", 41, 16);

  private static final int TCP_CONNECT_MILLIS = 10_000;

  /** What may wait in the kernel unsent: more would only be latency that QUIC does not see. */
  private static final long TCP_UNSENT_BYTES = 64 << 10;

  /** The same in front of it: from the high mark on, until the low one, datagrams are dropped. */
  private static final WriteBufferWaterMark TCP_WAITING =
      new WriteBufferWaterMark(64 << 10, 128 << 10);

  private static final InetAddress IPV4_ANY = InetAddress.ofLiteral("0.0.0.0");
  private static final Logger log = LoggerFactory.getLogger(Transport.class);

  private final boolean epoll = Epoll.isAvailable();
  private final MultiThreadIoEventLoopGroup group;

  /**
   * @param threads how many loops, each with one thread
   */
  public Transport(int threads) {
    group =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory("xorcast-loop", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** The loop for one more node. */
  public EventLoop next() {
    return group.next();
  }

  /**
   * Opens a UDP socket.
   *
   * @throws PortInUseException if the port belongs to another socket
   */
  Channel bind(EventLoop loop, InetSocketAddress address, ChannelHandler handler) {
    return bound(bindLater(loop, address, handler), "UDP", address);
  }

  /**
   * The same; on a machine without IPv6, a socket for all interfaces is one for IPv4.
   *
   * @throws PortInUseException if the port belongs to another socket
   */
  Channel bindAny(EventLoop loop, InetSocketAddress address, ChannelHandler handler) {
    try {
      return bind(loop, address, handler);
    } catch (PortInUseException e) {
      throw e;
    } catch (XorcastException e) {
      if (!isForBoth(address)) {
        throw e;
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      log.warn(
          "cannot listen on {} ({}): tries IPv4 alone",
          Addresses.format(address),
          cause.getMessage());
      return bind(loop, new InetSocketAddress(IPV4_ANY, address.getPort()), handler);
    }
  }

  private static boolean isForBoth(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address && address.getAddress().isAnyLocalAddress();
  }

  /**
   * Listens for TCP connections.
   *
   * @param accepted prepares each of them, on {@code loop}
   * @throws PortInUseException if the port belongs to another socket
   */
  Channel listenTcp(EventLoop loop, InetSocketAddress address, ChannelHandler accepted) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop, loop)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, TCP_WAITING)
            .childHandler(accepted);
    if (epoll) {
      bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, TCP_UNSENT_BYTES);
    }
    return bound(bootstrap.bind(address), "TCP", address);
  }

  /** Opens a TCP connection; whether that was possible is told later. */
  ChannelFuture connectTcp(EventLoop loop, InetSocketAddress to, ChannelHandler handler) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, TCP_CONNECT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, TCP_WAITING)
            .handler(handler);
    if (epoll) {
      bootstrap.option(EpollChannelOption.TCP_NOTSENT_LOWAT, TCP_UNSENT_BYTES);
    }
    return bootstrap.connect(to);
  }

  private static Channel bound(ChannelFuture binding, String protocol, InetSocketAddress address) {
    ChannelFuture bound = binding.awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause == null) {
      return bound.channel();
    }
    String message = String.valueOf(cause.getMessage());
    // Epoll and the JDK have different exceptions for it and the same words, those of the system.
    if (message.contains("in use")) {
      throw new PortInUseException(protocol, Addresses.format(address), cause);
    }
    throw new XorcastException(
        "cannot listen on "
            + protocol
            + " "
            + Addresses.format(address)
            + " ("
            + message
            + "): listen on an address of this machine, and on a port that you may use",
        cause);
  }

  /** Opens a UDP socket; whether that was possible is told later. */
  ChannelFuture bindLater(EventLoop loop, InetSocketAddress address, ChannelHandler handler) {
    // An IPv6 socket would serve both, but shows IPv4 peers only where the system allows it.
    SocketProtocolFamily family =
        address.getAddress() instanceof Inet6Address
            ? SocketProtocolFamily.INET6
            : SocketProtocolFamily.INET;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(
                () -> epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family))
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
            .handler(handler);
    if (epoll) {
      bootstrap
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_MAX_BYTES)
          .option(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(DATAGRAM_MAX_BYTES * DATAGRAMS_PER_READ));
    } else {
      bootstrap.option(
          ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_MAX_BYTES));
    }
    return bootstrap.bind(address);
  }

  /** Whether {@link #shorten} works for a socket. */
  static boolean canShorten(Channel channel) {
    return channel instanceof EpollDatagramChannel;
  }

  /** Has what a socket sends pass a few routers only, or all. */
  static void shorten(Channel channel, boolean on) {
    boolean ipv6 =
        ((InetSocketAddress) channel.localAddress()).getAddress() instanceof Inet6Address;
    int hops = on ? OPENER_HOPS : DEFAULT_HOPS;
    // A socket for both sends IPv4 packets too.
    channel.config().setOption(HOPS_IPV4, hops);
    if (ipv6) {
      channel.config().setOption(HOPS_IPV6, hops);
    }
  }

  /** How QUIC hands over many datagrams at once, if the socket can take them. */
  SegmentedDatagramPacketAllocator segments() {
    return epoll
        ? EpollQuicUtils.newSegmentedAllocator(SEGMENTS_MAX)
        : SegmentedDatagramPacketAllocator.NONE;
  }

  /** Ends all loops, in a second at the latest; does not wait for it. */
  public void close() {
    Future<?> _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** Ends all loops and waits for it, up to {@code seconds}. */
  public void closeAndWait(int seconds) {
    close();
    group.terminationFuture().awaitUninterruptibly(seconds, TimeUnit.SECONDS);
  }
}
