package org.xorcast.app.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about topics. */
@Command(
    name = "topic",
    description = {
      "Send to, and hear, those who subscribe to a topic, through the node that runs on the data"
          + " directory. Who does not subscribe carries nothing of it."
    },
    subcommands = {
      TopicPublishCommand.class,
      TopicSubscribeCommand.class,
      TopicHistoryCommand.class,
      TopicInfoCommand.class,
      TopicGrantCommand.class,
      TopicRevokeCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  xorcast topic subscribe news",
      "  xorcast topic publish news it rains",
    })
public final class TopicCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private TopicCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
