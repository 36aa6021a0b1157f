package org.xorcast.app.sim;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.Progress;
import org.xorcast.app.Sizes;
import org.xorcast.sim.Experiment;
import org.xorcast.sim.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a simulated network and prints what arrived. */
@Command(
    name = "sim",
    description = {
      "Simulate a network: build it, break it, broadcast, and measure. The same options and seed"
          + " give the same figures and trace hash everywhere.",
      "Exits with 1 if a live node missed a message or got one twice."
    },
    footer = {
      "",
      "With --json, for each seed:"
          + " {\"nodes\",\"liveNodes\",\"seed\",\"messages\",\"deliveredRatio\","
          + "\"deliveredWorst\",\"duplicatesToApp\",\"copiesPerNode\",\"payloadSendsPerNode\","
          + "\"controlPerNode\",\"lastHopMean\",\"lastHopMax\",\"p50Millis\",\"p99Millis\","
          + "\"maxMillis\",\"traceHash\",\"wallSeconds\"}",
      "",
      "Examples:",
      "  xorcast sim --nodes 1000 --seed 7 --crash 0.3 --loss 0.05 --messages 20",
      "  xorcast sim --nodes 100 --seeds 1..50 --joins --json",
    })
public final class SimCommand implements Callable<Integer> {
  @Mixin private final OutputOptions options = new OutputOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many nodes. Default: ${DEFAULT-VALUE}.")
  private int nodes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides everything that is left to chance. Default: 1.")
  private @Nullable Long seed;

  @Option(
      names = "--seeds",
      paramLabel = "A..B",
      converter = SeedRange.Converter.class,
      description = "One run for each of these seeds.")
  private @Nullable SeedRange seeds;

  @Option(
      names = "--crash",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of nodes that crash, unknown to the others, before the first message.")
  private double crash;

  @Option(
      names = "--loss",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of frames that vanish.")
  private double loss;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many are published. Default: ${DEFAULT-VALUE}.")
  private int messages;

  @Option(
      names = "--bytes",
      paramLabel = "SIZE",
      defaultValue = "1000",
      converter = Sizes.class,
      description = "The size of each. Default: ${DEFAULT-VALUE}.")
  private int bytes;

  @Option(
      names = "--joins",
      description = "All join through the first node. Default: their tables have converged.")
  private boolean joins;

  private SimCommand() {}

  @Override
  public Integer call() {
    if (seed != null && seeds != null) {
      throw new ParameterException(spec.commandLine(), "--seed and --seeds exclude each other");
    }
    long one = seed == null ? 1 : seed;
    SeedRange range = seeds == null ? new SeedRange(one, one) : seeds;
    experiment(range.first());
    Output output = options.open();
    if (!output.isJson()) {
      output.text(ReportFormat.HEADER);
    }
    boolean good = true;
    for (long next = range.first(); next <= range.last(); next++) {
      good &= run(experiment(next), output);
    }
    return good ? ExitCode.OK : ExitCode.FAILURE;
  }

  private Experiment experiment(long ofSeed) {
    if (loss < 0 || loss >= 1) {
      throw new ParameterException(spec.commandLine(), "--loss must be 0 or more and below 1");
    }
    try {
      return Experiment.of(nodes, ofSeed)
          .withFaults(crash, loss)
          .withMessages(messages, bytes)
          .withJoins(joins);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean run(Experiment experiment, Output output) {
    long startNanos = System.nanoTime();
    Report report;
    try (Progress progress = new Progress(output)) {
      report = experiment.run(step -> progress.update("seed " + experiment.seed() + ": " + step));
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    output.result(
        () -> ReportFormat.json(report, seconds), () -> ReportFormat.row(report, seconds));
    return report.deliveredRatio() >= 1 && report.duplicatesToApp() == 0;
  }
}
