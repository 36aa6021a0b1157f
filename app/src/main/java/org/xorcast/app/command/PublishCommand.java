package org.xorcast.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xorcast.Broadcast;
import org.xorcast.PayloadSizeException;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.Sizes;
import org.xorcast.app.daemon.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a running node send a message to everybody. */
@Command(
    name = "publish",
    description = {
      "Send a text, a file or what comes in on stdin to everybody, through the node that runs on"
          + " the data directory. A message has 1 byte to 16 MiB."
    },
    footer = {
      "",
      "With --json, for each message: {\"id\":...,\"sequence\":...,\"bytes\":...}",
      "",
      "Examples:",
      "  xorcast publish hello, network",
      "  xorcast publish --file picture.png",
      "  tail -f log | xorcast publish --lines",
    })
public final class PublishCommand implements Callable<Integer> {
  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "TEXT", description = "The message; several words are joined by spaces.")
  private List<String> words = new ArrayList<>();

  @Option(names = "--file", paramLabel = "FILE", description = "Send this file, under its name.")
  private @Nullable Path file;

  @Option(names = "--stdin", description = "Send all of stdin as one message.")
  private boolean stdin;

  @Option(names = "--lines", description = "Send each line of stdin as a message, as it comes.")
  private boolean lines;

  private PublishCommand() {}

  @Override
  public Integer call() throws IOException {
    long sources = Stream.of(!words.isEmpty(), file != null, stdin, lines).filter(s -> s).count();
    if (sources != 1) {
      throw new ParameterException(
          spec.commandLine(), "one of TEXT, --file, --stdin and --lines is needed");
    }
    Output output = options.open();
    if (lines) {
      return publishLines(output);
    }
    // Read before connecting: a bad file is the better news while no node runs.
    byte[] payload = payload();
    checkSize(file == null ? "the message" : file.toString(), payload.length);
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      publish(client, output, payload);
    }
    return ExitCode.OK;
  }

  private byte[] payload() throws IOException {
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

  private void publish(ControlClient client, Output output, byte[] payload) {
    Path fileName = file == null ? null : file.getFileName();
    ObjectNode published = client.publish(fileName == null ? null : fileName.toString(), payload);
    published.put("bytes", payload.length);
    output.result(
        () -> published,
        () -> "published " + published.path("id").asText() + ", " + Sizes.text(payload.length));
  }

  private int publishLines(Output output) throws IOException {
    int exitCode = ExitCode.OK;
    try (ControlClient client = ControlClient.connect(dataDir.directory())) {
      LineReader reader =
          new LineReader(new BufferedInputStream(System.in), Broadcast.PAYLOAD_MAX_BYTES);
      for (byte[] line = reader.next(); line != null; line = reader.next()) {
        if (line.length == 0) {
          output.notice("line " + reader.number() + " is empty and was left out");
          exitCode = ExitCode.REFUSED;
        } else {
          publish(client, output, line);
        }
      }
    }
    return exitCode;
  }
}
