package org.xorcast.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/** Where a socket can be reached, as far as this machine knows. Peers tell about the rest. */
public final class OwnEndpoints {
  private static final int ENDPOINTS_MAX = 4;

  /** Interfaces that lead into this machine itself. */
  private static final List<String> INSIDE =
      List.of("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "cni", "flannel", "podman");

  private static final Logger log = LoggerFactory.getLogger(OwnEndpoints.class);

  private OwnEndpoints() {}

  /** The address itself if it is one, else those of the interfaces it stands for; IPv4 first. */
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
    List<Endpoint> all = new ArrayList<>(ipv4);
    all.addAll(ipv6);
    if (all.isEmpty()) {
      byte[] loopback = {127, 0, 0, 1};
      all.add(new Endpoint(Bytes.wrap(loopback), bound.getPort()));
    }
    return List.copyOf(all.subList(0, Math.min(ENDPOINTS_MAX, all.size())));
  }

  private static List<InetAddress> siteAddresses() {
    List<InetAddress> addresses = new ArrayList<>();
    try {
      for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
        if (device.isUp() && !device.isLoopback() && !isInside(device)) {
          device
              .inetAddresses()
              .filter(a -> !a.isLinkLocalAddress() && !a.isMulticastAddress())
              .forEach(addresses::add);
        }
      }
    } catch (SocketException e) {
      log.warn("cannot list the network interfaces: {}", e.toString());
    }
    return addresses;
  }

  private static boolean isInside(NetworkInterface device) {
    String name = device.getName().toLowerCase(Locale.ROOT);
    return INSIDE.stream().anyMatch(name::startsWith);
  }
}
