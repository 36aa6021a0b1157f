package org.xorcast.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a tunnel: datagrams in a TLS connection, each as {@code length (2) · datagram}, and
 * nothing else. A datagram that finds no room is dropped, as a full link drops it, and QUIC inside
 * slows down. Belongs to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A datagram may be lost.
final class Tunnel extends ByteToMessageDecoder {
  static final int DATAGRAM_MAX_BYTES = 2048;
  static final int HEAD_BYTES = 2;

  private static final Logger log = LoggerFactory.getLogger(Tunnel.class);

  /** What becomes of a tunnel. Called on the loop. */
  interface Owner {
    /** TLS is done: datagrams may go. */
    void stands(Tunnel tunnel);

    /** It stood, or not, and is no more. */
    void ended(Tunnel tunnel);
  }

  private final Tunnels all;
  private final InetSocketAddress name;
  private final Owner owner;
  private @Nullable ChannelHandlerContext context;
  private boolean leaving;

  /**
   * @param name the address that what comes out of it is taken to be from
   */
  Tunnel(Tunnels all, InetSocketAddress name, Owner owner) {
    this.all = all;
    this.name = name;
    this.owner = owner;
  }

  InetSocketAddress name() {
    return name;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) throws Exception {
    context = added;
    super.handlerAdded(added);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      owner.stands(this);
    }
    super.userEventTriggered(at, event);
  }

  @Override
  protected void decode(ChannelHandlerContext at, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < HEAD_BYTES) {
      return;
    }
    int length = in.getUnsignedShort(in.readerIndex());
    if (length == 0 || length > DATAGRAM_MAX_BYTES) {
      log.info(
          "the tunnel with {} is closed: it announced a datagram of {} bytes, 1 to {} are allowed",
          at.channel().remoteAddress(),
          length,
          DATAGRAM_MAX_BYTES);
      in.skipBytes(in.readableBytes());
      all.countMalformed();
      at.close();
      return;
    }
    if (in.readableBytes() >= HEAD_BYTES + length) {
      in.skipBytes(HEAD_BYTES);
      // QUIC's parser reads native memory from index 0, so it gets a buffer of its own.
      all.received(at.alloc().directBuffer(length).writeBytes(in, length), name);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext at) throws Exception {
    all.receivedAll();
    super.channelReadComplete(at);
  }

  /** Queues one datagram, which it then owns; drops it if it is too long or there is no room. */
  void write(ByteBuf datagram) {
    ChannelHandlerContext here = context;
    int length = datagram.readableBytes();
    if (here == null
        || length == 0
        || length > DATAGRAM_MAX_BYTES
        || !here.channel().isWritable()) {
      all.countDropped();
      datagram.release();
      return;
    }
    here.write(here.alloc().directBuffer(HEAD_BYTES).writeShort(length));
    here.write(datagram);
  }

  /** UDP passes again: only what flows through the relay goes on until it has found its way. */
  void leave() {
    leaving = true;
  }

  boolean carries(@Nullable Dropped kind) {
    return kind == Dropped.RELAYED || (kind != Dropped.STUN && !leaving);
  }

  void flush() {
    if (context != null) {
      context.flush();
    }
  }

  void close() {
    if (context != null) {
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) throws Exception {
    super.channelInactive(at);
    owner.ended(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    log.debug("the tunnel with {} is closed: {}", at.channel().remoteAddress(), cause.toString());
    at.close();
  }
}
