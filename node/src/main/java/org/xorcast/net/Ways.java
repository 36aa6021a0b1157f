package org.xorcast.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.path.Via;

/**
 * The {@link Way} of every connection, by what is known of a datagram: one of our connection ids,
 * the id that a stranger chose for his first packets, or the made-up address that QUIC sends to.
 * Belongs to the loop.
 */
final class Ways {
  private static final int PORTS = 0xffff;

  private final Map<Object, Way> byKey = new HashMap<>();
  private final Map<InetSocketAddress, Way> byAddress = new HashMap<>();
  private long made;
  private @Nullable Way arriving;

  /** A new way, with an address of the family that the socket has. */
  Way create(boolean dialled, InetAddress local) {
    InetSocketAddress address;
    do {
      address = next(local instanceof Inet6Address);
    } while (byAddress.containsKey(address));
    Way way = new Way(address, dialled);
    byAddress.put(address, way);
    return way;
  }

  /** Of 127.253.0.0/16, or of fdb5:d0c4:6a2e::/48: nobody out there has it. */
  private InetSocketAddress next(boolean ipv6) {
    long number = made++;
    int port = (int) (number % PORTS) + 1;
    long host = number / PORTS;
    byte[] ip =
        ipv6
            ? ByteBuffer.allocate(16).putLong(0xfdb5_d0c4_6a2e_0000L).putLong(host).array()
            : new byte[] {127, (byte) 253, (byte) (host >>> 8), (byte) host};
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  @Nullable Way at(InetSocketAddress address) {
    return byAddress.get(address);
  }

  /** The way of one of our own connection ids. */
  @Nullable Way of(long id) {
    return byKey.get(id);
  }

  /** The way of a stranger's first packets. */
  @Nullable Way of(Bytes chosen) {
    return byKey.get(chosen);
  }

  void name(Way way, Object key) {
    if (byKey.putIfAbsent(key, way) == null) {
      way.keys().add(key);
    }
  }

  void forget(Way way) {
    byAddress.remove(way.address());
    way.keys().forEach(byKey::remove);
  }

  /** Those of connections that are being opened, along this way among others. */
  List<Way> opening(Via via) {
    return byAddress.values().stream()
        .filter(way -> !way.isSettled() && way.isDialled())
        .filter(way -> via.equals(way.via()) || way.tried().contains(via))
        .toList();
  }

  int size() {
    return byAddress.size();
  }

  /** Whose datagram QUIC is given right now, null if none. */
  @Nullable Way arriving() {
    return arriving;
  }

  void arriving(@Nullable Way way) {
    arriving = way;
  }

  /** QUIC has chosen an id for the connection whose datagram it is given. */
  void chosen(byte[] id) {
    Way way = arriving;
    if (way != null) {
      name(way, ByteBuffer.wrap(id).getLong());
    }
  }
}
