package org.xorcast.app.command;

import java.util.concurrent.Callable;
import org.xorcast.app.OutputOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what a running node receives of a topic. */
@Command(
    name = "subscribe",
    description = {
      "Subscribe to a topic and print what is sent to it. The node belongs to the topic while this"
          + " runs."
    },
    footer = {
      "",
      "With --json: as xorcast subscribe --json.",
      "",
      "Examples:",
      "  xorcast topic subscribe news",
      "  xorcast topic subscribe news --from all",
      "  xorcast topic subscribe pictures --out received --count 1 --timeout 60",
    })
final class TopicSubscribeCommand implements Callable<Integer> {
  @Mixin private final TopicOption topic = new TopicOption();
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();
  @Mixin private final MessagePrinter printer = new MessagePrinter();

  private TopicSubscribeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    return printer.subscribe(dataDir.directory(), options.open(), topic.topic());
  }
}
