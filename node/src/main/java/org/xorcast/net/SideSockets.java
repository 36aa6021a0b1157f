package org.xorcast.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Further sockets of a node, for a peer that can only guess at which port a NAT shows it. What
 * comes in by them goes the way of all datagrams. Belongs to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A datagram may be lost.
final class SideSockets {
  /** Most at a time; more are not opened. */
  private static final int SOCKETS_MAX = 600;

  private static final Logger log = LoggerFactory.getLogger(SideSockets.class);

  private record Side(long link, Channel channel) {}

  private final Transport transport;
  private final EventLoop loop;
  private final Demux demux;
  private final Map<Integer, Side> sockets = new HashMap<>();
  private final Set<Channel> unflushed = new HashSet<>();
  private int last;

  SideSockets(Transport transport, EventLoop loop, Demux demux) {
    this.transport = transport;
    this.loop = loop;
    this.demux = demux;
  }

  /** Opens some, and tells the number of each when it is open. */
  void open(long link, int count, IntConsumer opened) {
    for (int i = 0; i < count && sockets.size() < SOCKETS_MAX; i++) {
      int number = ++last;
      InetSocketAddress any = demux.anyPort();
      ChannelFuture binding = transport.bindLater(loop, any, new Handler(number));
      sockets.put(number, new Side(link, binding.channel()));
      binding.addListener(done -> {
        if (!done.isSuccess()) {
          log.debug("no further socket: {}", String.valueOf(done.cause()));
          sockets.remove(number);
        } else if (sockets.containsKey(number)) {
          opened.accept(number);
        }
      });
    }
  }

  /** Sends one datagram by a socket that is opened for it and closed again. */
  void sendOnce(InetSocketAddress to, byte[] datagram) {
    transport
        .bindLater(loop, demux.anyPort(), new ChannelInboundHandlerAdapter())
        .addListener((ChannelFuture done) -> {
          if (done.isSuccess()) {
            done.channel()
                .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), to))
                .addListener(ChannelFutureListener.CLOSE);
          }
        });
  }

  /** Closes those of a link, but for {@code kept}. */
  void close(long link, int kept) {
    List<Integer> gone = new ArrayList<>();
    sockets.forEach((number, side) -> {
      if (side.link == link && number != kept) {
        gone.add(number);
      }
    });
    for (int number : gone) {
      Side side = sockets.remove(number);
      if (side != null) {
        unflushed.remove(side.channel);
        side.channel.close();
      }
    }
  }

  void closeAll() {
    sockets.values().forEach(side -> side.channel.close());
    sockets.clear();
  }

  /** Queues a datagram on one of them; false if it is closed. */
  boolean write(int socket, DatagramPacket packet) {
    Side side = sockets.get(socket);
    if (side == null) {
      return false;
    }
    side.channel.write(packet);
    unflushed.add(side.channel);
    return true;
  }

  void flush() {
    if (!unflushed.isEmpty()) {
      unflushed.forEach(Channel::flush);
      unflushed.clear();
    }
  }

  private final class Handler extends ChannelInboundHandlerAdapter {
    private final int number;

    Handler(int number) {
      this.number = number;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      demux.readFrom((DatagramPacket) message, number);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      demux.readFromComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      log.debug("datagram lost: {}", cause.toString());
    }
  }
}
