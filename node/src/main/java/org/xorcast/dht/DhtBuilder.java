package org.xorcast.dht;

import io.netty.channel.EventLoop;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.identity.Ed25519;
import org.xorcast.net.Families;
import org.xorcast.net.HostPort;
import org.xorcast.net.OwnEndpoints;

/** The settings of a {@link Dht}. Not thread-safe; may be used for several. */
public final class DhtBuilder {
  private HostPort listen = HostPort.parse("0.0.0.0:0");
  private final List<HostPort> bootstrap = new ArrayList<>();
  private DhtConfig.Mode mode = DhtConfig.Mode.ADAPTIVE;
  private @Nullable NodeId id;

  DhtBuilder() {}

  /**
   * The UDP address to listen on; port 0 is any free one. By default {@code "0.0.0.0:0"}, all IPv4
   * interfaces; {@code "[::]:6881"} is all interfaces, IPv4 and IPv6.
   *
   * @throws IllegalArgumentException if it is not {@code host:port}
   */
  public DhtBuilder listen(String hostPort) {
    listen = HostPort.parse(hostPort);
    return this;
  }

  /**
   * Adds addresses of any nodes of the DHT to join through. There are none by default: without any
   * the node is the first of its DHT.
   *
   * @throws IllegalArgumentException if one is not {@code host:port}, or its port is 0
   */
  public DhtBuilder bootstrap(String... hostPorts) {
    for (String hostPort : hostPorts) {
      HostPort parsed = HostPort.parse(hostPort);
      if (parsed.port() == 0) {
        throw new IllegalArgumentException("a bootstrap address needs a port: " + hostPort);
      }
      bootstrap.add(parsed);
    }
    return this;
  }

  /** Whether it answers others. By default it does as soon as it knows that they can reach it. */
  public DhtBuilder mode(DhtConfig.Mode how) {
    mode = how;
    return this;
  }

  /** The id to begin with. By default a random one. */
  public DhtBuilder id(NodeId self) {
    id = self;
    return this;
  }

  /**
   * Opens the port and begins to join.
   *
   * @throws org.xorcast.PortInUseException if another program has the port
   * @throws IllegalArgumentException if a name cannot be resolved
   */
  public Dht start() {
    List<Endpoint> ways = HostPort.resolveAll(bootstrap, false);
    return Dht.standalone(this, listen.resolveToBind(), ways);
  }

  DhtLoop loop(
      EventLoop thread,
      InetSocketAddress bound,
      List<Endpoint> ways,
      BiConsumer<Endpoint, byte[]> sender) {
    return new DhtLoop(thread, config(bound, ways, mode), id, Ed25519.shared(), sender);
  }

  /** What suits a node that is bound there and joins through {@code ways}. */
  public static DhtConfig config(
      InetSocketAddress bound, List<Endpoint> ways, DhtConfig.Mode mode) {
    boolean ipv4 =
        bound.getAddress() instanceof Inet4Address || bound.getAddress().isAnyLocalAddress();
    boolean ipv6 = new Families(bound).hasIpv6();
    return DhtConfig.of(OwnEndpoints.of(bound), ways, ipv4, ipv6, mode);
  }
}
