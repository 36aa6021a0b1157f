package org.xorcast.app.dht;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Who announced itself. */
@Command(
    name = "peers",
    description =
        "Find who announced itself for an info-hash (BEP 5), and print each as soon as it is found."
            + " Exits with 3 if nobody did.",
    footer = {
      "",
      "With --json, one object a peer: {\"peer\"}; and at the end"
          + " {\"target\",\"peers\",\"queries\",\"answers\",\"millis\"}",
    })
final class DhtPeersCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "HASH", description = "40 hex digits.")
  private String hash = "";

  private DhtPeersCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    NodeId target = session.hash(hash);
    try (Dht dht = session.open()) {
      Output output = options.open();
      Set<Endpoint> printed = new LinkedHashSet<>();
      DhtCommand command = new DhtCommand.GetPeers(target, false);
      DhtResult.Peers peers =
          session.run(
              dht, command, DhtResult.Peers.class, part -> print(part.peers(), printed, output));
      print(peers.peers(), printed, output);
      if (peers.peers().isEmpty()) {
        throw new CommandException(
            ExitCode.UNREACHABLE, "nobody has announced itself for " + hash + " lately");
      }
      if (output.isJson()) {
        output.object(
            Costs.put(
                peers.cost(),
                Json.object().put("target", hash).put("peers", peers.peers().size())));
      }
      return ExitCode.OK;
    }
  }

  private static synchronized void print(
      List<Endpoint> peers, Set<Endpoint> printed, Output output) {
    for (Endpoint peer : peers) {
      if (printed.add(peer)) {
        output.result(() -> Json.object().put("peer", peer.toString()), peer::toString);
      }
    }
  }
}
