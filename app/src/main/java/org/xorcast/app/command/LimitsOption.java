package org.xorcast.app.command;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.xorcast.app.Durations;
import org.xorcast.app.Sizes;
import org.xorcast.core.rights.Limits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much a peer may publish, and how long. */
final class LimitsOption {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

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

  LimitsOption() {}

  Limits limits() {
    try {
      return new Limits(messagesPerSecond, bytesPerSecond, largestBytes);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  Instant until() {
    return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS);
  }

  /** {@code 100 messages and 10.0 MB a second, 16.8 MB at most}. */
  String text() {
    return "%d messages and %s a second, %s at most"
        .formatted(messagesPerSecond, Sizes.text(bytesPerSecond), Sizes.text(largestBytes));
  }
}
