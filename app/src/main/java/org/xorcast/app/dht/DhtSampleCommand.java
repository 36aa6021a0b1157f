package org.xorcast.app.dht;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.NodeId;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Keys that peers are stored for. */
@Command(
    name = "sample",
    description = "Print some of the info-hashes that nodes around an id store peers for (BEP 51).",
    footer = {
      "",
      "With --json: {\"target\",\"keys\":[...],\"stored\",\"queries\",\"answers\",\"millis\"}",
    })
final class DhtSampleCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "HASH", description = "40 hex digits.")
  private String hash = "";

  private DhtSampleCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    NodeId target = session.hash(hash);
    try (Dht dht = session.open()) {
      DhtCommand command = new DhtCommand.Sample(target);
      DhtResult.Samples samples = session.run(dht, command, DhtResult.Samples.class);
      options
          .open()
          .result(
              () -> {
                ObjectNode json = Json.object().put("target", hash);
                ArrayNode keys = json.putArray("keys");
                samples.keys().forEach(key -> keys.add(key.toString()));
                return Costs.put(samples.cost(), json.put("stored", samples.stored()));
              },
              () -> String.join("\n", samples.keys().stream().map(NodeId::toString).toList()));
      return ExitCode.OK;
    }
  }
}
