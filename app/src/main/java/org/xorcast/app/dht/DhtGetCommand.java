package org.xorcast.app.dht;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gets an immutable item. */
@Command(
    name = "get",
    description = "Get the value under a hash (BEP 44, immutable). Exits with 3 if nobody has it.",
    footer = {
      "",
      "With --json: {\"target\",\"text\"?,\"bencoded\",\"queries\",\"answers\",\"millis\"}",
    })
final class DhtGetCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "HASH", description = "40 hex digits.")
  private String hash = "";

  private DhtGetCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    NodeId target = session.hash(hash);
    try (Dht dht = session.open()) {
      DhtCommand get = new DhtCommand.GetImmutable(target);
      DhtResult.Immutable got = session.run(dht, get, DhtResult.Immutable.class);
      Bytes value = got.value();
      if (value == null) {
        throw new CommandException(
            ExitCode.UNREACHABLE,
            "no node has " + hash + ": items live two hours unless put again");
      }
      options
          .open()
          .result(
              () -> {
                ObjectNode json = Json.object().put("target", hash);
                Values.put(value, json);
                return Costs.put(got.cost(), json);
              },
              () -> Values.print(value));
      return ExitCode.OK;
    }
  }
}
