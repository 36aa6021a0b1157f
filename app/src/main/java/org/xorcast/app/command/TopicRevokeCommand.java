package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.daemon.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes back a peer's right in a topic of the running node. */
@Command(
    name = "revoke",
    description = {
      "Take back a peer's right to publish in the topic of this name that belongs to this node. Its"
          + " messages that are under way go no further."
    },
    footer = {
      "",
      "With --json: {\"topic\",\"id\",\"owner\",\"peer\"}.",
      "",
      "Example:",
      "  xorcast topic revoke news 352a...c324",
    })
final class TopicRevokeCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic's name.")
  private String topic = "";

  @Parameters(index = "1", paramLabel = "PEER", description = "The peer's id, 64 hex digits.")
  private String peer = "";

  private TopicRevokeCommand() {}

  @Override
  public Integer call() {
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      ObjectNode revoked = client.revoke(topic, peer);
      revoked.remove("peers");
      revoked.put("peer", peer);
      options
          .open()
          .result(() -> revoked, () -> "revoked: " + peer + " may not publish in \"" + topic + '"');
    }
    return ExitCode.OK;
  }
}
