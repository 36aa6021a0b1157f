package org.xorcast.app.command;

import org.jspecify.annotations.Nullable;
import org.xorcast.app.daemon.TopicName;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which topic: its name, and its owner if it has one. */
final class TopicOption {
  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic's name.")
  private String name = "";

  @Option(
      names = "--owner",
      paramLabel = "PEER",
      description = "The peer id of the topic's owner, 64 hex digits. Without: an open topic.")
  private @Nullable String owner;

  TopicName topic() {
    return new TopicName(name, owner);
  }
}
