package org.xorcast.app.dht;

import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The nodes that a newcomer gets to know. */
@Command(
    name = "table",
    description = "Join, and print the nodes that have proved themselves to this one.",
    footer = {
      "",
      "With --json:"
          + " {\"target\",\"nodes\":[{\"node\",\"address\"},...],\"queries\",\"answers\",\"millis\"},"
          + " the target being this node's own id",
    })
final class DhtTableCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  private DhtTableCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try (Dht dht = session.open()) {
      DhtCommand find = new DhtCommand.FindNode(dht.id());
      DhtResult.Nodes found = session.run(dht, find, DhtResult.Nodes.class);
      Nodes.print(options.open(), dht.id().toString(), dht.table(), found.cost());
      return ExitCode.OK;
    }
  }
}
