package org.xorcast.app.dht;

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

/** How many announced themselves. */
@Command(
    name = "scrape",
    description = "Estimate how many announced themselves for an info-hash (BEP 33).",
    footer = {
      "",
      "With --json: {\"target\",\"seeds\",\"downloaders\",\"queries\",\"answers\",\"millis\"}",
    })
final class DhtScrapeCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "HASH", description = "40 hex digits.")
  private String hash = "";

  private DhtScrapeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    NodeId target = session.hash(hash);
    try (Dht dht = session.open()) {
      DhtCommand command = new DhtCommand.GetPeers(target, true);
      DhtResult.Peers peers = session.run(dht, command, DhtResult.Peers.class);
      long seeds = Math.round(peers.seeds());
      long downloaders = Math.round(peers.downloaders());
      options
          .open()
          .result(
              () ->
                  Costs.put(
                      peers.cost(),
                      Json.object()
                          .put("target", hash)
                          .put("seeds", seeds)
                          .put("downloaders", downloaders)),
              () -> "about " + seeds + " have everything, about " + downloaders + " do not");
      return ExitCode.OK;
    }
  }
}
