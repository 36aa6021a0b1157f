package org.xorcast.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.path.Via;

/**
 * One connection as the socket sees it: the made-up address that QUIC knows its peer by, and where
 * its datagrams really go.
 *
 * <p>Until its handshake is over, what a dialled one sends goes along every way that it may try,
 * and the first that something comes back along is taken. Belongs to the loop.
 */
final class Way {
  /** Datagrams of a handshake that are kept for ways that turn up later. */
  private static final int KEPT_MAX = 8;

  private final InetSocketAddress address;
  private final boolean dialled;
  private final List<Via> tried = new ArrayList<>(1);
  private final List<byte[]> kept = new ArrayList<>(1);
  private final List<Object> keys = new ArrayList<>(4);
  private @Nullable Via via;
  private @Nullable InetSocketAddress next;
  private boolean settled;
  private long link;
  private long sentNanos;

  Way(InetSocketAddress address, boolean dialled) {
    this.address = address;
    this.dialled = dialled;
  }

  /** What QUIC takes for the peer's address. */
  InetSocketAddress address() {
    return address;
  }

  boolean isDialled() {
    return dialled;
  }

  /** The number of the connection, 0 before there is one. */
  long link() {
    return link;
  }

  void belongsTo(long number) {
    link = number;
  }

  /** What the way is found by, to be forgotten with it. */
  List<Object> keys() {
    return keys;
  }

  /** Where datagrams go, null if they go along all that are tried. */
  @Nullable Via via() {
    return via;
  }

  /** Whether a datagram from {@code sender} came straight along the way in use. */
  boolean isFrom(InetSocketAddress sender) {
    return via instanceof Via.Direct(Endpoint _, int socket) && socket == 0 && sender.equals(next);
  }

  @Nullable InetSocketAddress next() {
    return next;
  }

  List<Via> tried() {
    return tried;
  }

  /** Datagrams that went out before the handshake was over. */
  List<byte[]> kept() {
    return kept;
  }

  boolean isSettled() {
    return settled;
  }

  /** The handshake is over: the way only changes when {@link #use} says so. */
  void settle() {
    settled = true;
    kept.clear();
  }

  void keep(ByteBuf datagram) {
    if (dialled && !settled && kept.size() < KEPT_MAX) {
      kept.add(ByteBufUtil.getBytes(datagram));
    }
  }

  void use(Via other) {
    via = other;
    next = Addresses.socketAddress(other.next());
  }

  /** Something came along {@code from} before the handshake was over. */
  void answeredAlong(Via from) {
    Via current = via;
    if (current == null || (from.isDirect() && !current.isDirect())) {
      use(from);
    }
  }

  void sent(long nowNanos) {
    sentNanos = nowNanos;
  }

  long sentNanos() {
    return sentNanos;
  }
}
