package org.xorcast.net;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/**
 * A relay that may take a tunnel.
 *
 * @param host its name for TLS, or an IP address
 * @param tcp where it may listen
 * @param udp where it is in the network; what is sent there goes through the tunnel
 */
public record TunnelTarget(String host, InetSocketAddress tcp, Endpoint udp) {
  /** The port of TLS on the web. */
  public static final int PORT = 443;

  /** Where a relay is at UDP that is named for a tunnel only. */
  public static final int UDP_PORT = 4001;

  /** More than this many are not tried. */
  static final int TARGETS_MAX = 16;

  /**
   * Those that were named, and then the bootstrap addresses, which may listen at port {@value
   * #PORT} too.
   *
   * @param named for tunnels
   * @throws IllegalArgumentException if a name cannot be resolved, and there are no bootstrap
   *     addresses
   */
  public static List<TunnelTarget> all(List<HostPort> named, List<Endpoint> bootstrap) {
    List<TunnelTarget> targets = new ArrayList<>();
    Set<Bytes> ips = new HashSet<>();
    for (HostPort name : named) {
      for (Endpoint tcp : HostPort.resolveAll(List.of(name), !bootstrap.isEmpty())) {
        ips.add(tcp.ip());
        Endpoint udp =
            bootstrap.stream()
                .filter(way -> way.ip().equals(tcp.ip()))
                .findFirst()
                .orElseGet(() -> new Endpoint(tcp.ip(), UDP_PORT));
        targets.add(new TunnelTarget(name.host(), Addresses.socketAddress(tcp), udp));
      }
    }
    for (Endpoint way : bootstrap) {
      if (ips.add(way.ip())) {
        targets.add(at(way));
      }
    }
    return targets.stream().limit(TARGETS_MAX).toList();
  }

  /** Port {@value #PORT} of a node's address. */
  static TunnelTarget at(Endpoint udp) {
    InetSocketAddress tcp = Addresses.socketAddress(new Endpoint(udp.ip(), PORT));
    return new TunnelTarget(tcp.getAddress().getHostAddress(), tcp, udp);
  }

  /** The bootstrap addresses, and those that the others stand for. */
  public static List<Endpoint> ways(List<Endpoint> bootstrap, List<TunnelTarget> targets) {
    Set<Endpoint> ways = new LinkedHashSet<>(bootstrap);
    targets.forEach(target -> ways.add(target.udp()));
    return List.copyOf(ways);
  }
}
