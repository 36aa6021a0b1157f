package org.xorcast.app.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.xorcast.app.OutputOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a running node send a message to everybody. */
@Command(
    name = "publish",
    description = {
      "Send a text, a file or what comes in on stdin to everybody, through the node that runs on"
          + " the data directory. A message has 1 byte to 16 MiB."
    },
    footer = {
      "",
      "With --json, for each message: {\"id\":...,\"sequence\":...,\"bytes\":...}, with --receipt"
          + " also \"reached\" and \"complete\".",
      "",
      "Examples:",
      "  xorcast publish hello, network",
      "  xorcast publish --file picture.png",
      "  tail -f log | xorcast publish --lines",
    })
public final class PublishCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Mixin private final MessageSource source = new MessageSource();

  @Parameters(paramLabel = "TEXT", description = "The message; several words are joined by spaces.")
  private List<String> words = new ArrayList<>();

  private PublishCommand() {}

  @Override
  public Integer call() throws IOException {
    return source.publish(null, words, dataDir.directory(), options.open());
  }
}
