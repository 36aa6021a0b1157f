package org.xorcast.app.demo;

import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xorcast.Broadcast;
import org.xorcast.PayloadSizeException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.Progress;
import org.xorcast.app.Sizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows a whole network at work on this machine. */
@Command(
    name = "demo",
    description = {
      "Start a network of real nodes on 127.0.0.1, send short messages and a file through it, and"
          + " print what arrived and what it cost. Leaves nothing behind.",
      "Exits with 0 only if every node got everything exactly once, checked by SHA-256."
    },
    footer = {
      "",
      "\"Payload copies per node\": payload bytes received for each byte of payload, 1 being"
          + " ideal.",
      "\"Wire bytes\": what all nodes sent, with IP and UDP headers, for each payload byte"
          + " delivered.",
      "",
      "With --json, one object on the last line: nodes, messages (the file included), fileBytes,"
          + " seed, deliveredRatio, duplicatesToApp, exactlyOnce, copiesPerNode (all),"
          + " copiesPerNodeMessages, copiesPerNodeFile, lastHopMax, p50Millis, p99Millis,"
          + " slowestMillis (of the short messages), p50MillisFile, p99MillisFile,"
          + " slowestMillisFile, wireBytesPerPayloadByte (of the file),"
          + " wireBytesPerPayloadByteMessages, joinMillis, failures.",
      "",
      "Example:",
      "  xorcast demo --nodes 60 --file-size 10MB",
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int NODES_MAX = 1000;

  @Mixin private final OutputOptions options = new OutputOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "30",
      description = "How many nodes. Default: ${DEFAULT-VALUE}.")
  private int nodes;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many short messages. Default: ${DEFAULT-VALUE}.")
  private int messages;

  @Option(
      names = "--file-size",
      paramLabel = "SIZE",
      defaultValue = "5MB",
      converter = Sizes.class,
      description = "The file's size. Default: ${DEFAULT-VALUE}.")
  private int fileBytes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides who sends, and the file's bytes. Default: another each time.")
  private @Nullable Long seed;

  private DemoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (nodes < 2 || nodes > NODES_MAX) {
      throw new ParameterException(spec.commandLine(), "--nodes must be 2 to " + NODES_MAX);
    }
    if (messages < 1 || messages > 1_000_000) {
      throw new ParameterException(spec.commandLine(), "--messages must be 1 to 1000000");
    }
    if (fileBytes < 1 || fileBytes > Broadcast.PAYLOAD_MAX_BYTES) {
      throw new PayloadSizeException("the file", fileBytes);
    }
    Output output = options.open();
    long chosen = seed == null ? new SecureRandom().nextInt(1_000_000) : seed;
    DemoReport report;
    try (Progress progress = new Progress(output)) {
      report = new DemoRun(nodes, messages, fileBytes, chosen).run(progress);
    }
    output.result(report::json, report::table);
    return report.isPerfect() ? ExitCode.OK : ExitCode.FAILURE;
  }
}
