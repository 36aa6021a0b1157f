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
import org.xorcast.app.Sizes;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.app.daemon.Received;
import org.xorcast.app.daemon.ReceivedMessage;
import org.xorcast.app.daemon.TopicName;
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

  @Option(
      names = "--from",
      paramLabel = "all|latest|N",
      description =
          "Begin with the oldest message that anybody keeps, with those of now, or with each"
              + " publisher's number N. The node then keeps a history on disk, and whoever comes"
              + " late can ask it.")
  private @Nullable String from;

  MessagePrinter() {}

  /**
   * Subscribes and prints until it is time.
   *
   * @param topic null for the whole network
   * @return the exit code
   */
  int subscribe(Path dataDir, Output output, @Nullable TopicName topic)
      throws InterruptedException {
    return run(
        dataDir,
        output,
        client -> {
          client.subscribe(topic, from());
          if (output.isJson()) {
            output.object(Json.object().put("event", "subscribed"));
          } else {
            output.notice("subscribed");
          }
        });
  }

  /** Prints what the node keeps. */
  int history(Path dataDir, Output output, @Nullable TopicName topic) throws InterruptedException {
    return run(dataDir, output, client -> client.history(topic, from()));
  }

  private @Nullable String from() {
    if (from != null && !from.matches("all|latest|[1-9][0-9]{0,17}")) {
      throw new ParameterException(
          spec.commandLine(), "--from is all, latest or a number of 1 or more, not '" + from + "'");
    }
    return from;
  }

  private int run(Path dataDir, Output output, Consumer<ControlClient> begin)
      throws InterruptedException {
    if (count < 0 || timeoutSeconds < 0 || timeoutSeconds > 1e9) {
      throw new ParameterException(spec.commandLine(), "--count and --timeout must be positive");
    }
    try (ControlClient client = ControlClient.connect(dataDir);
        Deadline deadline = new Deadline(timeout(), client::close)) {
      Receiver receiver = new Receiver(client, output);
      try {
        begin.accept(client);
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
          case Received.Kept kept -> {
            printKept(kept);
            return kept.damaged() > 0 ? ExitCode.FAILURE : ExitCode.OK;
          }
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

    private void printKept(Received.Kept kept) {
      String damaged = kept.damaged() > 0 ? ", " + kept.damaged() + " damaged and lost" : "";
      output.notice(kept.messages() + " messages kept, " + Sizes.text(kept.bytes()) + damaged);
      if (output.isJson()) {
        output.object(
            Json.object()
                .put("event", "kept")
                .put("messages", kept.messages())
                .put("bytes", kept.bytes())
                .put("damaged", kept.damaged()));
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
