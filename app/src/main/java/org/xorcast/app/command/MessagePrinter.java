package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.app.daemon.Received;
import org.xorcast.app.daemon.ReceivedMessage;
import org.xorcast.store.SavedFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a subscribing command does with what comes, and until when. */
final class MessagePrinter {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Save files, and whatever is not text, in this directory.")
  private @Nullable Path out;

  @Option(names = "--count", paramLabel = "N", description = "Exit with 0 after N messages.")
  private long count;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Exit with 3 after this time, unless --count was reached.")
  private double timeoutSeconds;

  MessagePrinter() {}

  /**
   * Subscribes and prints until it is time.
   *
   * @param subscribe makes a connection a subscription
   * @return the exit code
   */
  int run(Path dataDir, Output output, Consumer<ControlClient> subscribe)
      throws InterruptedException {
    if (count < 0 || timeoutSeconds < 0 || timeoutSeconds > 1e9) {
      throw new ParameterException(spec.commandLine(), "--count and --timeout must be positive");
    }
    try (ControlClient client = ControlClient.connect(dataDir);
        Deadline deadline = new Deadline(timeout(), client::close)) {
      Receiver receiver = new Receiver(client, output);
      try {
        subscribe.accept(client);
        return receiver.run();
      } catch (CommandException e) {
        if (!deadline.hasPassed()) {
          throw e;
        }
        throw new CommandException(
            ExitCode.UNREACHABLE,
            "time is up after "
                + receiver.received
                + (count > 0 ? " of " + count : "")
                + " messages",
            e);
      }
    }
  }

  private Duration timeout() {
    return timeoutSeconds == 0
        ? Duration.ofDays(36500)
        : Duration.ofNanos((long) (timeoutSeconds * 1e9));
  }

  /** One run of the command. */
  private final class Receiver {
    private final ControlClient client;
    private final Output output;
    private long received;

    Receiver(ControlClient client, Output output) {
      this.client = client;
      this.output = output;
    }

    int run() {
      if (output.isJson()) {
        output.object(Json.object().put("event", "subscribed"));
      } else {
        output.notice("subscribed");
      }
      while (true) {
        switch (client.next()) {
          case ReceivedMessage message -> {
            print(message);
            received++;
            if (received == count) {
              return ExitCode.OK;
            }
            if (output.isBroken()) {
              return ExitCode.FAILURE;
            }
          }
          case Received.Lost lost -> printLost(lost.count());
          case Received.Ended end ->
              throw new CommandException(
                  ExitCode.FAILURE, "the node has stopped: start it again and subscribe anew");
        }
      }
    }

    private void printLost(long lost) {
      output.notice(lost + " messages lost: this reader was too slow");
      if (output.isJson()) {
        output.object(Json.object().put("event", "lost").put("count", lost));
      }
    }

    private static Path save(ReceivedMessage message, Path dir) {
      return SavedFile.save(
          dir,
          message.name().orElse(null),
          message.id(),
          List.of(message.payload()),
          message.sha256());
    }

    private void print(ReceivedMessage message) {
      Path saved = out == null || message.text().isPresent() ? null : save(message, out);
      ObjectNode json = message.toJson();
      if (saved != null) {
        json.put("savedTo", saved.toString());
      }
      output.result(() -> json, () -> MessageLine.of(message, saved));
    }
  }
}
