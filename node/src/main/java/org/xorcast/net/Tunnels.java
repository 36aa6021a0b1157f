package org.xorcast.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.path.TunnelCounters;

/**
 * The tunnels that stand, in both roles, by the address that stands for each: what is sent there
 * goes through it. Belongs to the loop.
 */
final class Tunnels {
  /** Where a datagram goes that came out of a tunnel. */
  interface Sink {
    /** Owns the datagram. */
    void received(ByteBuf datagram, InetSocketAddress from);

    /** That was all for now. */
    void receivedAll();
  }

  private final Sink sink;
  private final Map<InetSocketAddress, Tunnel> byName = new HashMap<>();
  private final Set<Tunnel> unflushed = new HashSet<>();
  private long dropped;
  private long malformed;
  private long refused;

  Tunnels(Sink sink) {
    this.sink = sink;
  }

  /** A new one takes the place of an older one of the same name. */
  void add(Tunnel tunnel) {
    Tunnel before = byName.put(tunnel.name(), tunnel);
    if (before != null && before != tunnel) {
      before.close();
    }
  }

  void remove(Tunnel tunnel) {
    byName.remove(tunnel.name(), tunnel);
    unflushed.remove(tunnel);
  }

  void closeAll() {
    List.copyOf(byName.values()).forEach(Tunnel::close);
  }

  boolean leadsTo(InetSocketAddress address) {
    return byName.containsKey(address);
  }

  /** Whether only a tunnel could lead there. */
  static boolean isMadeUp(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address ip && TunnelEnd.is(ip.getAddress());
  }

  /**
   * Queues what is for the other end of a tunnel, and drops what is for one that is no more.
   *
   * @return false if the datagram is not for a tunnel; else it is taken
   */
  boolean write(DatagramPacket packet) {
    InetSocketAddress to = packet.recipient();
    Tunnel tunnel = byName.isEmpty() ? null : byName.get(to);
    ByteBuf content = packet.content();
    if (tunnel == null) {
      if (!isMadeUp(to)) {
        return false;
      }
      dropped++;
      content.release();
      return true;
    }
    if (!tunnel.carries(Demux.classify(content))) {
      return false; // STUN asks whether UDP passes, or where a socket is seen.
    }
    unflushed.add(tunnel);
    if (packet instanceof SegmentedDatagramPacket segments) {
      while (content.readableBytes() > segments.segmentSize()) {
        tunnel.write(content.readRetainedSlice(segments.segmentSize()));
      }
    }
    tunnel.write(content);
    return true;
  }

  void flush() {
    if (!unflushed.isEmpty()) {
      unflushed.forEach(Tunnel::flush);
      unflushed.clear();
    }
  }

  void received(ByteBuf datagram, InetSocketAddress from) {
    sink.received(datagram, from);
  }

  void receivedAll() {
    sink.receivedAll();
  }

  void countDropped() {
    dropped++;
  }

  void countMalformed() {
    malformed++;
  }

  void countRefused() {
    refused++;
  }

  TunnelCounters counters() {
    return new TunnelCounters(byName.size(), refused, malformed, dropped);
  }
}
