package org.xorcast.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.xorcast.Node;
import org.xorcast.NodeBuilder;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.daemon.ControlServer;
import org.xorcast.core.id.PeerId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a node until it is told to stop. */
@Command(
    name = "node",
    description = {
      "Run a node until Ctrl-C or SIGTERM, which it answers by leaving politely and exiting with"
          + " 0.",
      "Without --bootstrap, and without peers known from an earlier run, it is the first of its"
          + " network. While nobody answers it goes on trying."
    },
    footer = {
      "",
      "With --json, one event a line: ready (peer, address, port, network, dataDir, controlSocket),"
          + " joined (peers), joinFailed (bootstrap, reason, retryMillis), peerUp (peer, rung,"
          + " address), peerDown (peer, reason, explanation), pathChanged (peer, rung, address),"
          + " misbehaved (peer, what), clockSkew (peer, skewMillis), left.",
      "Exits with 4 if the port, the data directory or a damaged key belong to somebody else to"
          + " mend, with 3 if the names of --bootstrap cannot be resolved or --join-timeout passes,"
          + " with 1 if the data directory cannot be written.",
      "",
      "Examples:",
      "  xorcast node",
      "  xorcast node --network ours --owner me",
      "  xorcast node --network demo --listen '[::]:4002' --bootstrap seed.example.net:4001",
    })
public sealed class NodeCommand implements Callable<Integer> permits RelayCommand {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      defaultValue = "xorcast",
      description = "Nodes only talk within one network. Default: ${DEFAULT-VALUE}.")
  private String network = "";

  @Option(
      names = "--owner",
      paramLabel = "PEER",
      description =
          "The network is an invited one: the peer id of the node that owns it, 64 hex digits, or"
              + " me.")
  private @Nullable String owner;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "What the owner's xorcast network invite has printed for this node.")
  private @Nullable Path certificate;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "[::]:4001",
      description =
          "The UDP address, port 0 for any free one. Default: ${DEFAULT-VALUE}, all interfaces,"
              + " IPv4 and IPv6, or IPv4 alone where there is no IPv6; 0.0.0.0:4001 is IPv4 alone.")
  private String listen = "";

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Any members of the network, to join through. May be repeated.")
  private List<String> bootstrap = new ArrayList<>();

  @Option(
      names = "--dht",
      paramLabel = "WHICH",
      defaultValue = "OFF",
      description =
          "Find others, and be found, in a DHT, on the node's one port: mainline (the public one,"
              + " needs --dht-bootstrap), private (one of your own; each node answers), off."
              + " Default: off.")
  private DhtChoice dht = DhtChoice.OFF;

  @Option(
      names = "--dht-bootstrap",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Any nodes of the DHT, to join through. May be repeated. Default with --dht private:"
              + " those of --bootstrap.")
  private List<String> dhtBootstrap = new ArrayList<>();

  @Option(
      names = "--map-port",
      description =
          "Ask the gateway (PCP, NAT-PMP, UPnP) to let strangers in at this node's port; undone"
              + " when the node ends.")
  private boolean mapPort;

  @Option(
      names = "--relay",
      paramLabel = "HOW",
      description =
          "Pass packets on, unread, for peers behind NATs: on (at most 5 MB/s in all, 256 kB/s for"
              + " each pair), dedicated (100 and 8 MB/s), off. Default: on; of xorcast relay:"
              + " dedicated.")
  private @Nullable RelayChoice relay;

  @Option(
      names = "--tcp-relay",
      paramLabel = "PORT",
      arity = "0..1",
      fallbackValue = "443",
      description =
          "Also relay for those from whose networks UDP gets nowhere: take in their tunnels of TLS"
              + " at this TCP port, 443 if none is given. Default: do not.")
  private @Nullable Integer tcpRelay;

  @Option(
      names = "--tunnel",
      paramLabel = "HOST[:PORT]",
      split = ",",
      description =
          "Relays with --tcp-relay, to go through while UDP gets nowhere. Default port: 443. May be"
              + " repeated. After these, port 443 of the bootstrap addresses is tried.")
  private List<String> tunnel = new ArrayList<>();

  @Option(
      names = "--join-timeout",
      paramLabel = "SECONDS",
      description = "Exit with 3 if the node has not joined by then. Default: try for ever.")
  private double joinTimeoutSeconds;

  NodeCommand() {}

  /** What it does for others unless it is told. */
  RelayChoice relayByDefault() {
    return RelayChoice.ON;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (joinTimeoutSeconds < 0 || joinTimeoutSeconds > 1e9) {
      throw new ParameterException(spec.commandLine(), "--join-timeout must be positive");
    }
    if (dht == DhtChoice.MAINLINE && dhtBootstrap.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--dht mainline needs --dht-bootstrap: name nodes of the DHT, for example"
              + " dht.libtorrent.org:25401 and router.bittorrent.com:6881");
    }
    if (dht == DhtChoice.OFF && !dhtBootstrap.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--dht-bootstrap needs --dht mainline or --dht private");
    }
    Output output = options.open();
    NodeEvents events = new NodeEvents(output, network);
    NodeBuilder builder = builder().onEvent(events);
    Node node = start(builder);
    try (RunningNode running = new RunningNode(node, openControl(node), events)) {
      node.ownTopics().forEach(node::ownTopic); // Newcomers are to hear who may publish there.
      events.ready(node, dataDir.directory(), running.control().file());
      if (joinTimeoutSeconds > 0
          && !node.awaitJoined(Duration.ofNanos((long) (joinTimeoutSeconds * 1e9)))) {
        throw new CommandException(ExitCode.UNREACHABLE, notJoined());
      }
      new CountDownLatch(1).await();
      return ExitCode.OK;
    }
  }

  private NodeBuilder builder() throws IOException {
    try {
      NodeBuilder builder =
          Node.builder()
              .dataDir(dataDir.directory())
              .network(network)
              .listen(listen)
              .relay((relay == null ? relayByDefault() : relay).limits())
              .bootstrap(bootstrap.toArray(String[]::new));
      if (mapPort) {
        builder.mapPort();
      }
      if (tcpRelay != null) {
        builder.tcpRelay(tcpRelay);
      }
      builder.tunnel(tunnel.stream().map(NodeCommand::withPort).toArray(String[]::new));
      if (dht.mode() != null) {
        builder.dht(dht.mode(), dhtBootstrap.toArray(String[]::new));
      }
      return owner == null ? builder : invited(builder, owner);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** {@code [2001:db8::1]} has colons and no port. */
  private static String withPort(String host) {
    return host.lastIndexOf(':') > host.lastIndexOf(']') ? host : host + ":443";
  }

  private NodeBuilder invited(NodeBuilder builder, String by) throws IOException {
    boolean own = by.equals("me");
    if (own != (certificate == null)) {
      throw new ParameterException(
          spec.commandLine(),
          own
              ? "the owner of a network needs no --certificate"
              : "a member of an invited network needs its --certificate");
    }
    PeerId key = PeerId.parse(own ? IdCommand.idOf(dataDir.directory()) : by);
    byte[] bytes = certificate == null ? new byte[0] : CertificateFile.read(certificate);
    return builder.invitedNetwork(network, key, bytes);
  }

  private static Node start(NodeBuilder builder) {
    try {
      return builder.start();
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private ControlServer openControl(Node node) {
    @Nullable ControlServer control = null;
    try {
      control = ControlServer.open(dataDir.directory(), node, network);
      return control;
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE,
          "cannot open the control socket in "
              + dataDir.directory()
              + " ("
              + e.getMessage()
              + "): use a data directory on a local disk",
          e);
    } finally {
      if (control == null) {
        node.close();
      }
    }
  }

  private String notJoined() {
    return String.format(
        "not joined within %s s: no node of network \"%s\" answered at %s; check the addresses,"
            + " that a node runs there, and that UDP passes the firewalls, or TCP to a relay with"
            + " --tcp-relay",
        joinTimeoutSeconds % 1 == 0 ? (Object) (long) joinTimeoutSeconds : joinTimeoutSeconds,
        network,
        bootstrap.isEmpty() ? "the addresses of the last run" : String.join(", ", bootstrap));
  }
}
