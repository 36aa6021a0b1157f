package org.xorcast.app.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.xorcast.app.OutputOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a running node send a message to a topic. */
@Command(
    name = "publish",
    description = {
      "Send a text, a file or what comes in on stdin to all who subscribe to a topic. The node need"
          + " not subscribe itself. A message has 1 byte to 16 MiB."
    },
    footer = {
      "",
      "With --json, for each message: {\"id\":...,\"sequence\":...,\"bytes\":...}, with --receipt"
          + " also \"reached\" and \"complete\".",
      "",
      "Examples:",
      "  xorcast topic publish news it rains",
      "  xorcast topic publish pictures --file picture.png",
    })
final class TopicPublishCommand implements Callable<Integer> {
  @Mixin private final TopicOption topic = new TopicOption();
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();
  @Mixin private final MessageSource source = new MessageSource();

  @Parameters(
      index = "1..*",
      paramLabel = "TEXT",
      description = "The message; several words are joined by spaces.")
  private List<String> words = new ArrayList<>();

  private TopicPublishCommand() {}

  @Override
  public Integer call() throws IOException {
    return source.publish(topic.topic(), words, dataDir.directory(), options.open());
  }
}
