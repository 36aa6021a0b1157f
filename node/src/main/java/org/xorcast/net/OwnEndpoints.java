package org.xorcast.net;

import java.math.BigInteger;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/** Where a socket can be reached, as far as this machine knows. Peers tell about the rest. */
public final class OwnEndpoints {
  private static final int ENDPOINTS_MAX = 4;
  private static final int ANY_PORT = 9;

  /** Interfaces that lead into this machine itself. */
  private static final List<String> INSIDE =
      List.of("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "cni", "flannel", "podman");

  private static final Logger log = LoggerFactory.getLogger(OwnEndpoints.class);

  private OwnEndpoints() {}

  /**
   * The address itself if it is one, else those of the interfaces it stands for: the first ones of
   * both versions if there are too many, IPv4 first.
   */
  public static List<Endpoint> of(InetSocketAddress bound) {
    if (!bound.getAddress().isAnyLocalAddress()) {
      return List.of(Addresses.endpoint(bound));
    }
    boolean ipv4Only = bound.getAddress() instanceof Inet4Address;
    List<Endpoint> ipv4 = new ArrayList<>();
    List<Endpoint> ipv6 = new ArrayList<>();
    for (InetAddress address : siteAddresses()) {
      boolean isIpv4 = address instanceof Inet4Address;
      if (isIpv4 || !ipv4Only) {
        Endpoint endpoint = new Endpoint(Bytes.wrap(address.getAddress()), bound.getPort());
        (isIpv4 ? ipv4 : ipv6).add(endpoint);
      }
    }
    if (ipv4.isEmpty() && ipv6.isEmpty()) {
      byte[] loopback = {127, 0, 0, 1};
      ipv4.add(new Endpoint(Bytes.wrap(loopback), bound.getPort()));
    }
    return share(ipv4, ipv6);
  }

  /** At most {@value #ENDPOINTS_MAX}; neither version takes the other's half. */
  static List<Endpoint> share(List<Endpoint> ipv4, List<Endpoint> ipv6) {
    int half = ENDPOINTS_MAX / 2;
    int four = Math.min(ipv4.size(), ENDPOINTS_MAX - Math.min(half, ipv6.size()));
    List<Endpoint> all = new ArrayList<>(ipv4.subList(0, four));
    all.addAll(ipv6.subList(0, Math.min(ipv6.size(), ENDPOINTS_MAX - four)));
    return List.copyOf(all);
  }

  private static List<InetAddress> siteAddresses() {
    List<InetAddress> addresses = new ArrayList<>();
    try {
      for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
        if (device.isUp() && !device.isLoopback() && !isInside(device)) {
          sentFrom(device.getInterfaceAddresses()).stream()
              .filter(a -> !a.isLinkLocalAddress() && !a.isMulticastAddress())
              .forEach(addresses::add);
        }
      }
    } catch (SocketException e) {
      log.warn("cannot list the network interfaces: {}", e.toString());
    }
    return addresses;
  }

  /**
   * Of several IPv4 addresses of an interface in one network the system sends from one. Who calls
   * another one is answered from an address that he has not called, and his NAT drops that.
   */
  private static List<InetAddress> sentFrom(List<InterfaceAddress> all) {
    List<InetAddress> sentFrom = new ArrayList<>();
    for (InterfaceAddress each : all) {
      if (!(each.getAddress() instanceof Inet4Address)
          || all.stream().filter(other -> shareNetwork(each, other)).count() == 1
          || each.getAddress().equals(sourceTo(neighbour(each, all)))) {
        sentFrom.add(each.getAddress());
      }
    }
    return sentFrom;
  }

  private static boolean shareNetwork(InterfaceAddress a, InterfaceAddress b) {
    return network(a).equals(network(b));
  }

  private static BigInteger network(InterfaceAddress each) {
    byte[] address = each.getAddress().getAddress();
    int hostBits = Byte.SIZE * address.length - each.getNetworkPrefixLength();
    return new BigInteger(1, address)
        .shiftRight(Math.max(0, hostBits))
        .setBit(Byte.SIZE * address.length);
  }

  /** An address of the same network that is none of this machine's. */
  private static InetAddress neighbour(InterfaceAddress each, List<InterfaceAddress> all) {
    byte[] bytes = each.getAddress().getAddress();
    int last = bytes.length - 1;
    try {
      InetAddress neighbour = each.getAddress();
      for (int i = 1; i < 8 && isOwn(neighbour, all); i++) {
        bytes[last] = (byte) (each.getAddress().getAddress()[last] ^ i);
        neighbour = InetAddress.getByAddress(bytes);
      }
      return neighbour;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static boolean isOwn(InetAddress address, List<InterfaceAddress> all) {
    return all.stream().anyMatch(own -> own.getAddress().equals(address));
  }

  /** What the system would send from; nothing is sent. */
  private static @Nullable InetAddress sourceTo(InetAddress target) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(target, ANY_PORT);
      return socket.getLocalAddress();
    } catch (SocketException e) {
      return null;
    }
  }

  private static boolean isInside(NetworkInterface device) {
    String name = device.getName().toLowerCase(Locale.ROOT);
    return INSIDE.stream().anyMatch(name::startsWith);
  }
}
