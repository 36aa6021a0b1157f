package org.xorcast.app.dht;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.dht.SizeEstimate;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.dht.Dht;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How large the DHT is. */
@Command(
    name = "crawl-size",
    description =
        "Estimate how many nodes the DHT has, from how densely they lie around random ids.",
    footer = {
      "",
      "With --json: {\"nodes\",\"error\",\"lookups\"}, the error being relative, one sigma",
    })
final class DhtCrawlSizeCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Option(
      names = "--lookups",
      paramLabel = "N",
      defaultValue = "32",
      description = "How many ids to look at, 1 to 1000. Default: ${DEFAULT-VALUE}.")
  private int lookups;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private DhtCrawlSizeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (lookups < 1 || lookups > 1000) {
      throw new ParameterException(spec.commandLine(), "--lookups is 1 to 1000");
    }
    SecureRandom random = new SecureRandom();
    SizeEstimate estimate = new SizeEstimate();
    Output output = options.open();
    try (Dht dht = session.open()) {
      for (int i = 1; i <= lookups; i++) {
        byte[] id = new byte[NodeId.SIZE_BYTES];
        random.nextBytes(id);
        NodeId target = NodeId.fromBytes(id);
        DhtCommand find = new DhtCommand.FindNode(target);
        List<NodeContact> closest = session.run(dht, find, DhtResult.Nodes.class).closest();
        estimate.add(target, closest.stream().map(NodeContact::nodeId).toList());
        if (i % 8 == 0 && i < lookups) {
          output.notice(i + " of " + lookups + " ids: about " + Math.round(estimate.nodes()));
        }
      }
    }
    long nodes = Math.round(estimate.nodes());
    double error = Json.rounded(estimate.relativeError());
    output.result(
        () -> Json.object().put("nodes", nodes).put("error", error).put("lookups", lookups),
        () -> "about " + nodes + " nodes, give or take " + Math.round(100 * error) + " %");
    return ExitCode.OK;
  }
}
