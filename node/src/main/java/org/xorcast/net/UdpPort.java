package org.xorcast.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Endpoint;

/** A UDP socket for plain datagrams. Belongs to its loop but for the constructor. */
@SuppressWarnings("FutureReturnValueIgnored") // A datagram may be lost.
public final class UdpPort {
  private static final Logger log = LoggerFactory.getLogger(UdpPort.class);

  private final Channel channel;
  private final BiConsumer<Endpoint, byte[]> taker;
  private boolean reading;

  /**
   * Opens the socket.
   *
   * @param taker called on the loop with whatever comes
   * @throws org.xorcast.PortInUseException if the port belongs to another socket
   */
  public UdpPort(
      Transport transport,
      EventLoop loop,
      InetSocketAddress address,
      BiConsumer<Endpoint, byte[]> taker) {
    this.taker = taker;
    this.channel = transport.bind(loop, address, new Handler());
  }

  /** Where the socket is bound. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /**
   * Sends a datagram; answers to what is being read leave together. Nothing happens if the socket
   * cannot send there.
   */
  public void send(Endpoint to, byte[] datagram) {
    InetSocketAddress target = Addresses.socketAddress(to);
    if (target.getAddress() instanceof Inet4Address
        || address().getAddress() instanceof Inet6Address) {
      channel.write(new DatagramPacket(Unpooled.wrappedBuffer(datagram), target));
      if (!reading) {
        channel.flush();
      }
    }
  }

  /** Closes the socket; what was sent before has left when the future completes. */
  public ChannelFuture close() {
    return channel.close();
  }

  private final class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      reading = true;
      try {
        if (packet.sender().getPort() > 0) {
          taker.accept(Addresses.endpoint(packet.sender()), ByteBufUtil.getBytes(packet.content()));
        }
      } finally {
        packet.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      reading = false;
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      log.debug("datagram lost: {}", cause.toString());
    }
  }
}
