package org.xorcast;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.path.RelayLimits;
import org.xorcast.core.rights.Rights;
import org.xorcast.dht.DhtSettings;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;
import org.xorcast.net.HostPort;
import org.xorcast.net.Transport;
import org.xorcast.net.TunnelTarget;
import org.xorcast.store.DataDir;

/** The settings of a node. Not thread-safe; may be used for several nodes. */
public final class NodeBuilder {
  private static final int NETWORK_MAX_CHARS = 64;

  private @Nullable Path dataDir;
  private String network = "xorcast";
  private @Nullable Invitation invitation;
  private HostPort listen = HostPort.parse("[::]:0");
  private final List<HostPort> bootstrap = new ArrayList<>();
  private RelayLimits relay = RelayLimits.BY_THE_WAY;
  private boolean mapPort;
  private int tunnelPort;
  private final List<HostPort> tunnel = new ArrayList<>();
  private @Nullable Loops loops;
  private DhtConfig.@Nullable Mode dht;
  private final List<HostPort> dhtBootstrap = new ArrayList<>();
  private Consumer<? super NodeEvent> onEvent = event -> {};

  NodeBuilder() {}

  /**
   * Where the node keeps its key and the addresses of peers; created if need be. Without it the
   * node has a new identity that nobody will see again, and leaves nothing on the disk.
   */
  public NodeBuilder dataDir(Path directory) {
    dataDir = directory;
    return this;
  }

  /**
   * The network to belong to; nodes only talk within one. By default {@code "xorcast"}.
   *
   * @param name 1 to 64 characters
   */
  public NodeBuilder network(String name) {
    checkNetwork(name);
    network = name;
    invitation = null;
    return this;
  }

  /**
   * A network that takes only those whom its key has invited, in place of an open one.
   *
   * @param name 1 to 64 characters
   * @param key the id of the node whose network it is
   * @param certificate what {@link OwnedNetwork#invite} made for this node; empty for the key's own
   */
  public NodeBuilder invitedNetwork(String name, PeerId key, byte[] certificate) {
    checkNetwork(name);
    network = name;
    invitation = new Invitation(name, key, Bytes.wrap(certificate.clone()));
    return this;
  }

  private static void checkNetwork(String name) {
    if (name.isEmpty() || name.length() > NETWORK_MAX_CHARS) {
      throw new IllegalArgumentException(
          "a network's name has 1 to 64 characters, this has " + name.length());
    }
  }

  /**
   * The UDP address to listen on; port 0 is any free one. By default {@code "[::]:0"}: all
   * interfaces, IPv4 and IPv6, or IPv4 alone on a machine without IPv6. {@code "0.0.0.0:4001"} is
   * all interfaces, IPv4 alone.
   *
   * @param hostPort {@code host:port}, an IPv6 address in brackets
   * @throws IllegalArgumentException if it is not of that form
   */
  public NodeBuilder listen(String hostPort) {
    listen = HostPort.parse(hostPort);
    return this;
  }

  /**
   * Adds addresses of any members of the network to join through. Without any, and without peers
   * known from an earlier run, the node is the first of its network. Names are resolved at {@link
   * #start}; all of a name's addresses are tried.
   *
   * @param hostPorts {@code host:port} each, an IPv6 address in brackets
   * @throws IllegalArgumentException if one is not of that form, or its port is 0
   */
  public NodeBuilder bootstrap(String... hostPorts) {
    addAll(bootstrap, hostPorts);
    return this;
  }

  private static void addAll(List<HostPort> ways, String... hostPorts) {
    for (String hostPort : hostPorts) {
      HostPort parsed = HostPort.parse(hostPort);
      if (parsed.port() == 0) {
        throw new IllegalArgumentException("an address to reach needs a port: " + hostPort);
      }
      ways.add(parsed);
    }
  }

  /**
   * Makes the node a citizen of the Mainline DHT, or of a private one, on its one port: it
   * announces its network and topics there and finds others who did, and keeps its own record
   * there. By default it is in none.
   *
   * @param mode whether it answers others; {@code ADAPTIVE} suits the public DHT, {@code SERVER} a
   *     private one
   * @param hostPorts nodes of the DHT to join through, {@code host:port} each; without any, the
   *     node's own bootstrap addresses, whose nodes have to be in the DHT too
   * @throws IllegalArgumentException if one is not of that form, or its port is 0
   */
  public NodeBuilder dht(DhtConfig.Mode mode, String... hostPorts) {
    dht = mode;
    addAll(dhtBootstrap, hostPorts);
    return this;
  }

  /**
   * What the node does as a relay for those who cannot be reached otherwise, if it can be reached
   * itself. By default {@link RelayLimits#BY_THE_WAY}; {@link RelayLimits#NONE} turns it off.
   */
  public NodeBuilder relay(RelayLimits limits) {
    relay = limits;
    return this;
  }

  /**
   * Asks the gateway of this machine's network, by PCP, NAT-PMP and UPnP, to pass on to the node
   * what comes to its port from outside; the mapping is renewed, and removed with the node. By
   * default it is not asked.
   */
  public NodeBuilder mapPort() {
    mapPort = true;
    return this;
  }

  /**
   * Also takes in, at a TCP port, those from whose networks UDP gets nowhere: what they send and
   * get goes through a tunnel of TLS, and the node relays for them. By default it does not.
   *
   * @param port 1 to 65535; 443 is what they try by themselves, and what most networks let through
   * @throws IllegalArgumentException if it is no port
   */
  public NodeBuilder tcpRelay(int port) {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("a TCP port is 1 to 65535, this is " + port);
    }
    tunnelPort = port;
    return this;
  }

  /**
   * Relays with {@link #tcpRelay}, to go through while UDP gets nowhere. By default, and after
   * these, port 443 of the bootstrap addresses is tried. Each stands for the bootstrap address with
   * its IP address; if there is none, for UDP port 4001 there, which is one more way to join.
   *
   * @param hostPorts {@code host:port} each, an IPv6 address in brackets
   * @throws IllegalArgumentException if one is not of that form, or its port is 0
   */
  public NodeBuilder tunnel(String... hostPorts) {
    addAll(tunnel, hostPorts);
    return this;
  }

  /** Threads to share with other nodes. By default a node has one of its own. */
  public NodeBuilder loops(Loops shared) {
    loops = shared;
    return this;
  }

  /**
   * Gets every {@link NodeEvent}, one at a time, on a virtual thread. When more than 1,000 wait,
   * the oldest are dropped. An exception of the listener is logged.
   */
  public NodeBuilder onEvent(Consumer<? super NodeEvent> listener) {
    onEvent = listener;
    return this;
  }

  /**
   * Starts the node. Returns when its port is open; joining goes on by itself, see {@link
   * Node#awaitJoined}.
   *
   * @throws PortInUseException if another program has the port
   * @throws DataDirInUseException if another node runs on the data directory
   * @throws DataDirUnusableException if the data directory cannot be used
   * @throws DamagedKeyException if the key file there holds no key
   * @throws NotInvitedException if the network is one of invited members, and this is none
   * @throws IllegalArgumentException if a name cannot be resolved, and no other way in is known
   */
  public Node start() {
    Ed25519 crypto = Ed25519.shared();
    DataDir dir = dataDir == null ? null : DataDir.open(dataDir);
    try {
      KeyPairIdentity identity =
          dir == null ? KeyPairIdentity.generate(crypto) : dir.identity(crypto);
      List<PeerRecord> cached = dir == null ? List.of() : dir.loadPeers(crypto);
      List<Endpoint> ways = HostPort.resolveAll(bootstrap, !cached.isEmpty());
      List<TunnelTarget> tunnels = TunnelTarget.all(tunnel, ways);
      ways = TunnelTarget.ways(ways, tunnels);
      DhtSettings inDht = dht == null ? null : new DhtSettings(dht, dhtWays(ways));
      InetSocketAddress bind = listen.resolveToBind();
      Rights members =
          invitation == null
              ? Rights.open(Engine.networkId(network))
              : invitation.rights(identity.peerId(), crypto);
      Transport transport = loops == null ? new Transport(1) : loops.transport();
      boolean ownTransport = loops == null;
      try {
        return new Node(
            identity,
            crypto,
            network,
            members,
            bind,
            ways,
            cached,
            transport,
            ownTransport,
            dir,
            relay,
            mapPort,
            tunnelPort,
            tunnels,
            inDht,
            onEvent);
      } catch (RuntimeException e) {
        if (ownTransport) {
          transport.close();
        }
        throw e;
      }
    } catch (RuntimeException e) {
      if (dir != null) {
        dir.close();
      }
      throw e;
    }
  }

  private List<Endpoint> dhtWays(List<Endpoint> ways) {
    return dhtBootstrap.isEmpty() ? ways : HostPort.resolveAll(dhtBootstrap, false);
  }
}
