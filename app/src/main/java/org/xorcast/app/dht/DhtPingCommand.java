package org.xorcast.app.dht;

import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks one node whether it is there. */
@Command(
    name = "ping",
    description = "Ask the node at the bootstrap address whether it is there.",
    footer = {
      "",
      "With --json: {\"node\",\"address\",\"millis\"}",
    })
final class DhtPingCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  private DhtPingCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try (Dht dht = session.open()) {
      Output output = options.open();
      DhtCommand ping = new DhtCommand.Ping(session.firstBootstrap());
      DhtResult.Pong pong = session.run(dht, ping, DhtResult.Pong.class);
      double millis = Json.rounded(pong.rttNanos() / 1e6);
      output.result(
          () ->
              Json.object()
                  .put("node", pong.node().nodeId().toString())
                  .put("address", pong.node().endpoint().toString())
                  .put("millis", millis),
          () -> pong.node().nodeId() + "  " + pong.node().endpoint() + "  " + millis + " ms");
      return ExitCode.OK;
    }
  }
}
