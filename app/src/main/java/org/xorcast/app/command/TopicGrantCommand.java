package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.xorcast.app.Durations;
import org.xorcast.app.ExitCode;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.Sizes;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.core.rights.Limits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
      "  xorcast topic grant news $(xorcast id --data-dir bob --quiet)",
      "  xorcast topic grant news 352a...c324 --rate 5 --largest 64kB --for 30d",
    })
final class TopicGrantCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic's name.")
  private String topic = "";

  @Parameters(index = "1", paramLabel = "PEER", description = "The peer's id, 64 hex digits.")
  private String peer = "";

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Most messages a second in the long run. Default: ${DEFAULT-VALUE}.")
  private long messagesPerSecond;

  @Option(
      names = "--bytes",
      paramLabel = "SIZE",
      defaultValue = "10MB",
      converter = Sizes.class,
      description = "Most bytes a second in the long run. Default: ${DEFAULT-VALUE}.")
  private int bytesPerSecond;

  @Option(
      names = "--largest",
      paramLabel = "SIZE",
      defaultValue = "16MiB",
      converter = Sizes.class,
      description = "The largest message. Default: ${DEFAULT-VALUE}.")
  private int largestBytes;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "365d",
      converter = Durations.class,
      description = "How long, from now on: 30d, 12h, 10m, 45s. Default: ${DEFAULT-VALUE}.")
  private Duration time = Duration.ZERO;

  private TopicGrantCommand() {}

  @Override
  public Integer call() {
    Instant until = Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      ObjectNode granted = client.grant(topic, peer, limits(), until);
      granted.remove("peers");
      granted.put("peer", peer).put("until", until.toString());
      options.open().result(() -> granted, () -> text(until));
    }
    return ExitCode.OK;
  }

  private Limits limits() {
    try {
      return new Limits(messagesPerSecond, bytesPerSecond, largestBytes);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private String text(Instant until) {
    return "granted until %s: %s may publish in \"%s\", %d messages and %s a second, %s at most"
        .formatted(
            until,
            peer,
            topic,
            messagesPerSecond,
            Sizes.text(bytesPerSecond),
            Sizes.text(largestBytes));
  }
}
