package org.xorcast.app.dht;

import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.NodeId;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The nodes closest to an id. */
@Command(
    name = "find",
    description = "Find the nodes closest to an id.",
    footer = {
      "",
      "With --json:"
          + " {\"target\",\"nodes\":[{\"node\",\"address\"},...],\"queries\",\"answers\",\"millis\"}",
    })
final class DhtFindCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "HASH", description = "40 hex digits.")
  private String hash = "";

  private DhtFindCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    NodeId target = session.hash(hash);
    try (Dht dht = session.open()) {
      DhtCommand find = new DhtCommand.FindNode(target);
      DhtResult.Nodes found = session.run(dht, find, DhtResult.Nodes.class);
      Nodes.print(options.open(), hash, found.closest(), found.cost());
      return ExitCode.OK;
    }
  }
}
