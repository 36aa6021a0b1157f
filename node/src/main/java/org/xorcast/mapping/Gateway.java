package org.xorcast.mapping;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.id.Endpoint;
import org.xorcast.net.OwnEndpoints;

/**
 * The router that this machine sends to when the destination is in none of its own networks.
 *
 * @param address its address in our network, IPv4
 * @param local ours that it sees, IPv4
 */
public record Gateway(InetAddress address, InetAddress local) {
  private static final int ANY_PORT = 9;
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  public Gateway {
    if (!(address instanceof Inet4Address) || !(local instanceof Inet4Address)) {
      throw new IllegalArgumentException(
          "a gateway and our address there are IPv4, these are " + address + ", " + local);
    }
  }

  /**
   * The default gateway of now: from the kernel's table on Linux, else from what {@code netstat
   * -rn} or {@code route print} prints, else a guess, the first address of a private /24 that we
   * are in. Reads files and starts processes (at most some 2 s): not for an event loop. Empty if
   * there is no network with a gateway.
   */
  public static Optional<Gateway> find() {
    return routed().or(Gateway::guessed).flatMap(Gateway::reachable);
  }

  private static Optional<InetAddress> routed() {
    Path kernel = Path.of("/proc/net/route");
    try {
      if (Files.isReadable(kernel)) {
        return RouteTables.linux(Files.readString(kernel));
      }
      boolean windows = System.getProperty("os.name", "").startsWith("Windows");
      return windows
          ? RouteTables.windows(RouteTables.run("route", "print", "-4", "0.0.0.0"))
          : RouteTables.netstat(RouteTables.run("netstat", "-rn"));
    } catch (IOException e) {
      log.debug("cannot read the routing table: {}", e.toString());
      return Optional.empty();
    }
  }

  private static Optional<InetAddress> guessed() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), ANY_PORT);
    for (Endpoint own : OwnEndpoints.of(any)) {
      byte[] ip = own.ip().unwrap().clone();
      if (own.isLocal() && ip.length == 4 && ip[3] != 1) {
        ip[3] = 1;
        try {
          return Optional.of(InetAddress.getByAddress(ip));
        } catch (IOException e) {
          throw new IllegalStateException("4 bytes are an address", e);
        }
      }
    }
    return Optional.empty();
  }

  /** With the local address that the kernel would send from; nothing is sent. */
  private static Optional<Gateway> reachable(InetAddress address) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(address, ANY_PORT));
      InetAddress local = socket.getLocalAddress();
      return local instanceof Inet4Address && !local.isAnyLocalAddress()
          ? Optional.of(new Gateway(address, local))
          : Optional.empty();
    } catch (IOException e) {
      log.debug("no way to the gateway {}: {}", address, e.toString());
      return Optional.empty();
    }
  }
}
