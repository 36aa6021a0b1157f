package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xorcast.Broadcast;
import org.xorcast.PayloadSizeException;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Output;
import org.xorcast.app.Sizes;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.app.daemon.TopicName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the messages of a publishing command come from: its words, a file, or stdin. */
final class MessageSource {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = "--file", paramLabel = "FILE", description = "Send this file, under its name.")
  private @Nullable Path file;

  @Option(names = "--stdin", description = "Send all of stdin as one message.")
  private boolean stdin;

  @Option(names = "--lines", description = "Send each line of stdin as a message, as it comes.")
  private boolean lines;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "Publish the newest value of KEY, 1 to 255 bytes: it replaces this node's older one, and"
              + " who comes later gets it too.")
  private @Nullable String key;

  @Option(
      names = "--receipt",
      paramLabel = "SECONDS",
      description =
          "Wait up to so long, 60 at most, and say how many nodes have the message. Exits with 3"
              + " if some did not answer in time.")
  private @Nullable Double receiptSeconds;

  MessageSource() {}

  /**
   * Publishes all there is and prints what became of it.
   *
   * @param topic null for the whole network
   * @param words the text on the command line, joined by spaces
   * @return the exit code
   */
  int publish(@Nullable TopicName topic, List<String> words, Path dataDir, Output output)
      throws IOException {
    long sources = Stream.of(!words.isEmpty(), file != null, stdin, lines).filter(s -> s).count();
    if (sources != 1) {
      throw new ParameterException(
          spec.commandLine(), "one of TEXT, --file, --stdin and --lines is needed");
    }
    if (receiptSeconds != null && !(receiptSeconds >= 0.001 && receiptSeconds <= 60)) {
      throw new ParameterException(
          spec.commandLine(), "--receipt is 0.001 to 60 seconds, not " + receiptSeconds);
    }
    if (key != null && (file != null || receiptSeconds != null)) {
      throw new ParameterException(
          spec.commandLine(), "a value with --key has neither --file's name nor a --receipt");
    }
    if (lines) {
      return publishLines(topic, dataDir, output);
    }
    // Read before connecting: a bad file is the better news while no node runs.
    byte[] payload = payload(words);
    checkSize(file == null ? "the message" : file.toString(), payload.length);
    try (ControlClient client = ControlClient.connect(dataDir)) {
      return publish(client, topic, output, payload);
    }
  }

  private byte[] payload(List<String> words) throws IOException {
    if (file != null) {
      return read(file);
    }
    if (stdin) {
      return System.in.readNBytes(Broadcast.PAYLOAD_MAX_BYTES + 1);
    }
    String text = String.join(" ", words);
    if (text.indexOf('\ufffd') >= 0) {
      // With an ASCII locale the JVM has lost what was typed; sending the ruins helps nobody.
      throw new CommandException(
          ExitCode.REFUSED,
          "the text was not understood: set a UTF-8 locale (LC_ALL=C.UTF-8), or use --stdin");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CommandException(
          ExitCode.FAILURE, file + " is a directory: pack it into one file first");
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    checkSize(file.toString(), Files.isRegularFile(file) ? Files.size(file) : 1);
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(Broadcast.PAYLOAD_MAX_BYTES + 1);
    }
  }

  private static void checkSize(String what, long sizeBytes) {
    if (sizeBytes == 0 || sizeBytes > Broadcast.PAYLOAD_MAX_BYTES) {
      throw new PayloadSizeException(what, sizeBytes);
    }
  }

  private int publish(
      ControlClient client, @Nullable TopicName topic, Output output, byte[] payload) {
    Path fileName = file == null ? null : file.getFileName();
    String name = fileName == null ? null : fileName.toString();
    Duration receipt =
        receiptSeconds == null ? null : Duration.ofMillis((long) (receiptSeconds * 1000));
    ObjectNode published =
        key == null
            ? client.publish(topic, name, payload, receipt)
            : client.put(topic, key, payload);
    published.put("bytes", payload.length);
    output.result(() -> published, () -> text(published, payload.length));
    return published.path("complete").asBoolean(true) ? ExitCode.OK : ExitCode.UNREACHABLE;
  }

  private static String text(ObjectNode published, int bytes) {
    String text = "published " + published.path("id").asText() + ", " + Sizes.text(bytes);
    if (!published.has("reached")) {
      return text;
    }
    if (published.path("reached").asInt() == 0) {
      return text + ", nobody is known to have it";
    }
    String sure = published.path("complete").asBoolean() ? "" : " or more, some did not answer";
    return text + ", reached " + published.path("reached").asInt() + " nodes" + sure;
  }

  private int publishLines(@Nullable TopicName topic, Path dataDir, Output output)
      throws IOException {
    int exitCode = ExitCode.OK;
    try (ControlClient client = ControlClient.connect(dataDir)) {
      LineReader reader =
          new LineReader(new BufferedInputStream(System.in), Broadcast.PAYLOAD_MAX_BYTES);
      for (byte[] line = reader.next(); line != null; line = reader.next()) {
        if (line.length == 0) {
          output.notice("line " + reader.number() + " is empty and was left out");
          exitCode = ExitCode.REFUSED;
        } else {
          exitCode = Math.max(exitCode, publish(client, topic, output, line));
        }
      }
    }
    return exitCode;
  }
}
