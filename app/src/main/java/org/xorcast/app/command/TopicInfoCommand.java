package org.xorcast.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.daemon.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a running node knows of a topic. */
@Command(
    name = "info",
    description =
        "Show a topic's id and, while this node subscribes to it, the subscribers it has links"
            + " with.",
    footer = {
      "",
      "With --json, one object:"
          + " {\"topic\",\"id\",\"owner\"?,\"peers\":[{\"peer\",\"address\"},...]}",
    })
final class TopicInfoCommand implements Callable<Integer> {
  @Mixin private final TopicOption topic = new TopicOption();
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  private TopicInfoCommand() {}

  @Override
  public Integer call() {
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      ObjectNode info = client.topic(topic.topic());
      options.open().result(() -> info, () -> text(info));
    }
    return ExitCode.OK;
  }

  private static String text(ObjectNode info) {
    StringBuilder text = new StringBuilder();
    text.append("topic  \"").append(info.path("topic").asText()).append("\"\n");
    text.append("id     ").append(info.path("id").asText()).append('\n');
    text.append("owner  ").append(info.path("owner").asText("none, everybody may publish"));
    text.append("\npeers  ").append(info.path("peers").size());
    for (JsonNode peer : info.path("peers")) {
      text.append("\n       ").append(peer.path("peer").asText()).append("  ");
      text.append(peer.path("address").asText());
    }
    return text.toString();
  }
}
