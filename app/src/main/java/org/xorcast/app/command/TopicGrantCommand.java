package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.core.rights.Limits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a peer publish in a topic of the running node. */
@Command(
    name = "grant",
    description = {
      "Let a peer publish in the topic of this name that belongs to this node, with these limits in"
          + " place of earlier ones. Its subscribers know within seconds, and keep it."
    },
    footer = {
      "",
      "With --json: {\"topic\",\"id\",\"owner\",\"peer\",\"until\"}.",
      "",
      "Examples:",
      "  xorcast topic grant news $(xorcast id --data-dir bob)",
      "  xorcast topic grant news 352a...c324 --rate 5 --largest 64kB --for 30d",
    })
final class TopicGrantCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();
  @Mixin private final LimitsOption limits = new LimitsOption();

  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic's name.")
  private String topic = "";

  @Parameters(index = "1", paramLabel = "PEER", description = "The peer's id, 64 hex digits.")
  private String peer = "";

  private TopicGrantCommand() {}

  @Override
  public Integer call() {
    Limits granted = limits.limits();
    Instant until = limits.until();
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      ObjectNode answer = client.grant(topic, peer, granted, until);
      answer.remove("peers");
      answer.put("peer", peer).put("until", until.toString());
      options
          .open()
          .result(
              () -> answer,
              () ->
                  "granted until %s: %s may publish in \"%s\", %s"
                      .formatted(until, peer, topic, limits.text()));
    }
    return ExitCode.OK;
  }
}
