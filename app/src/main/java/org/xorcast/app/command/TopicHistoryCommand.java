package org.xorcast.app.command;

import java.util.concurrent.Callable;
import org.xorcast.app.OutputOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what a running node keeps of a topic. */
@Command(
    name = "history",
    description = {
      "Print the messages of a topic that this node keeps, oldest first, and exit. It keeps what"
          + " came while somebody subscribed with --from, by default 100,000 messages, 256 MiB, 7"
          + " days."
    },
    footer = {
      "",
      "With --json: messages as xorcast subscribe --json, at the end"
          + " {\"event\":\"kept\",\"messages\",\"bytes\",\"damaged\"}.",
      "Exits with 1 if nothing is kept, or some of it is damaged.",
      "",
      "Examples:",
      "  xorcast topic history news",
      "  xorcast topic history news --from 100 --json",
    })
final class TopicHistoryCommand implements Callable<Integer> {
  @Mixin private final TopicOption topic = new TopicOption();
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();
  @Mixin private final MessagePrinter printer = new MessagePrinter();

  private TopicHistoryCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    return printer.history(dataDir.directory(), options.open(), topic.topic());
  }
}
