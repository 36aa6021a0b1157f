package org.xorcast.app.command;

import java.util.concurrent.Callable;
import org.xorcast.app.OutputOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what a running node receives. */
@Command(
    name = "subscribe",
    description = {
      "Print what everybody sends, as the node that runs on the data directory receives it."
    },
    footer = {
      "",
      "With --json: {\"event\":\"subscribed\"}, then for each message"
          + " {\"event\":\"message\",\"from\","
          + "\"id\",\"session\",\"sequence\",\"hop\",\"createdMillis\",\"bytes\",\"sha256\",\"key\"?,\"name\"?,\"text\"?,\"savedTo\"?}"
          + " and, if this reader was too slow, {\"event\":\"lost\",\"count\"}. A file has a name"
          + " and no text.",
      "",
      "Examples:",
      "  xorcast subscribe",
      "  xorcast subscribe --out received --count 1 --timeout 60",
    })
public final class SubscribeCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Mixin private final MessagePrinter printer = new MessagePrinter();

  private SubscribeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    return printer.subscribe(dataDir.directory(), options.open(), null);
  }
}
