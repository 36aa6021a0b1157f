package org.xorcast.app.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Output;
import org.xorcast.app.OutputOptions;
import org.xorcast.app.Progress;
import org.xorcast.app.Sizes;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.baseline.Protocol;
import org.xorcast.sim.check.Violation;
import org.xorcast.sim.fault.Crash;
import org.xorcast.sim.nat.Census;
import org.xorcast.sim.run.Outcome;
import org.xorcast.sim.run.Tally;
import org.xorcast.sim.scenario.Scenario;
import org.xorcast.sim.scenario.ScenarioException;
import org.xorcast.sim.scenario.ScenarioFile;
import org.xorcast.sim.scenario.Table;
import org.xorcast.sim.scenario.TrafficPlan;
import picocli.CommandLine.ArgGroup;
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
      "Simulate a network: build it, break it, broadcast, and measure. The same scenario and seed"
          + " give the same figures and trace hash everywhere.",
      "Exits with 1 if a live node missed a message, or a checker found a promise broken."
    },
    footer = {
      "",
      "With --json, for each seed:"
          + " {\"nodes\",\"liveNodes\",\"seed\",\"messages\",\"deliveredRatio\","
          + "\"deliveredWorst\",\"duplicatesToApp\",\"copiesPerNode\",\"payloadSendsPerNode\","
          + "\"controlPerNode\",\"lastHopMean\",\"lastHopMax\",\"p50Millis\",\"p99Millis\",\"maxMillis\",\"traceHash\",\"wallSeconds\",\"violations\"},"
          + " and with --scenario at the end for all seeds:"
          + " {\"scenario\",\"nodes\",\"seeds\",\"deliveredMean\",\"deliveredWorst\","
          + "\"copiesPerNode\",\"payloadSendsPerNode\",\"controlPerNode\",\"lastHopMean\","
          + "\"p50Millis\",\"p99Millis\",\"traceHash\",\"wallSeconds\",\"heapMegabytes\","
          + "\"maxMillis\",\"protocol\",\"later\"}",
      "Behind NATs both have \"nats\" too: for each kind, and for \"all\", the shares of links and"
          + " of payload by rung.",
      "",
      "Examples:",
      "  xorcast sim --scenario scenarios/crash-30.toml --seeds 1..20",
      "  xorcast sim --scenario scenarios/crash-30.toml --seeds 1..20 --report crash-30.html",
      "  xorcast sim --swarm 500",
      "  xorcast sim --nodes 1000 --seed 7 --crash 0.3 --loss 0.05 --messages 20",
      "  xorcast sim --nodes 100 --seeds 1..50 --joins --json",
    })
public final class SimCommand implements Callable<Integer> {
  private static final long QUICK_INTERVAL_NANOS = 100_000_000;

  @Mixin private final OutputOptions options = new OutputOptions();

  @Mixin private final ReportOptions report = new ReportOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

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
      names = "--scenario",
      paramLabel = "FILE",
      description = "A scenario in TOML; scenarios/ has those of the published figures.")
  private @Nullable Path file;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      converter = ProtocolName.class,
      description =
          "Whom to run: treecast, flood, gossipsub, plumtree, kadcast1 or kadcast3. Default:"
              + " what the scenario says, else treecast.")
  private @Nullable Protocol protocol;

  @Option(
      names = "--swarm",
      paramLabel = "N",
      description =
          "Draw N random scenarios, with the seeds from --seed on, and only check that no promise"
              + " is broken.")
  private @Nullable Integer swarm;

  @ArgGroup(exclusive = false, heading = "%nWithout --scenario:%n")
  private @Nullable Quick quick;

  /** A scenario by a few options. */
  private static final class Quick {
    @Option(
        names = "--nodes",
        paramLabel = "N",
        defaultValue = "1000",
        description = "How many nodes. Default: ${DEFAULT-VALUE}.")
    private int nodes = 1000;

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
    private int messages = 20;

    @Option(
        names = "--bytes",
        paramLabel = "SIZE",
        defaultValue = "1000",
        converter = Sizes.class,
        description = "The size of each. Default: ${DEFAULT-VALUE}.")
    private int bytes = 1000;

    @Option(
        names = "--joins",
        description = "All join through the first node. Default: their tables have converged.")
    private boolean joins;

    String text() {
      return String.format(
          Locale.ROOT,
          "--nodes %d --crash %s --loss %s --messages %d --bytes %d%s",
          nodes,
          crash,
          loss,
          messages,
          bytes,
          joins ? " --joins" : "");
    }

    Scenario scenario() {
      return Scenario.of("options", nodes)
          .withTable(Table.DEFAULT.withJoins(joins))
          .withLinks(LinkModel.DEFAULT.withLoss(loss))
          .withTraffic(
              new TrafficPlan(messages, bytes, QUICK_INTERVAL_NANOS, 0, TrafficPlan.EVERYBODY))
          .withFaults(crash == 0 ? List.of() : List.of(new Crash(crash, 0)));
    }
  }

  private SimCommand() {}

  @Override
  public Integer call() {
    if (seed != null && seeds != null) {
      throw usage("--seed and --seeds exclude each other", null);
    }
    if (file != null && quick != null) {
      throw usage(
          "--scenario says all of what --nodes, --crash, --loss, --messages, --bytes and --joins"
              + " say; give only one of them",
          null);
    }
    long one = seed == null ? 1 : seed;
    if (swarm != null) {
      return swarm(one, swarm);
    }
    return run(scenario(), seeds == null ? new SeedRange(one, one) : seeds);
  }

  private int swarm(long first, int count) {
    if (count < 1 || file != null || quick != null || seeds != null || protocol != null) {
      throw usage("--swarm takes a number above 0 and goes with --seed and --json only", null);
    }
    return new Swarm(options.open()).run(new SeedRange(first, first + count - 1));
  }

  private Scenario scenario() {
    try {
      Scenario scenario =
          file != null ? ScenarioFile.read(file) : (quick == null ? new Quick() : quick).scenario();
      return protocol == null ? scenario : scenario.withProtocol(protocol);
    } catch (ScenarioException | IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()), e);
    }
  }

  private int run(Scenario scenario, SeedRange range) {
    Path page = report.file();
    Output output = options.open();
    if (!output.isJson()) {
      output.text(FiguresFormat.HEADER);
    }
    Totals totals = new Totals(scenario);
    List<Totals> others = new ArrayList<>();
    try (Progress progress = new Progress(output)) {
      Campaign.run(
          range,
          Campaign.atATime(scenario),
          one -> Finished.of(scenario, one, progress::update),
          finished -> {
            totals.add(finished);
            output.result(
                () -> FiguresFormat.json(finished.outcome(), scenario, finished.wallSeconds()),
                () -> FiguresFormat.row(finished.outcome(), finished.wallSeconds()));
            complain(finished.outcome(), scenario, output);
          });
      if (page != null) {
        others.addAll(runOthers(scenario, range, progress, output));
      }
    }
    conclude(totals, others, output);
    if (page != null) {
      others.add(totals);
      ReportFile.write(page, others, range, report.command(), scenarioText());
    }
    return totals.isGood() ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** The other protocols of the report in the same scenario, as far as they can take part. */
  private List<Totals> runOthers(
      Scenario scenario, SeedRange range, Progress progress, Output output) {
    List<Totals> others = new ArrayList<>();
    for (Protocol other : report.others(scenario.protocol())) {
      try {
        Totals totals = new Totals(scenario.withProtocol(other));
        Consumer<String> steps = step -> progress.update(other.cliName() + ", " + step);
        Campaign.run(
            range,
            Campaign.atATime(scenario),
            one -> Finished.of(totals.scenario(), one, steps),
            totals::add);
        others.add(totals);
      } catch (IllegalArgumentException e) {
        output.notice(other.cliName() + " is not in the report: " + e.getMessage());
      }
    }
    return others;
  }

  private String scenarioText() {
    try {
      return file == null ? quickOptions() : Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says on stderr what went wrong and how to see it again. */
  private void complain(Outcome outcome, Scenario scenario, Output output) {
    if (outcome.isGood()) {
      return;
    }
    for (Violation violation : outcome.violations()) {
      output.notice("seed " + outcome.seed() + ": " + violation);
    }
    if (outcome.violations().isEmpty()) {
      output.notice("seed " + outcome.seed() + ": not everything arrived everywhere in time");
    }
    String what = file == null ? quickOptions() : "--scenario " + file;
    String who =
        scenario.protocol() == Protocol.TREECAST
            ? ""
            : " --protocol " + scenario.protocol().cliName();
    output.notice("to see it again: xorcast sim " + what + who + " --seed " + outcome.seed());
  }

  private String quickOptions() {
    return (quick == null ? new Quick() : quick).text();
  }

  private void conclude(Totals totals, List<Totals> others, Output output) {
    Tally later = totals.later();
    if (output.isJson()) {
      if (file != null) {
        output.object(FiguresFormat.json(totals));
      }
      return;
    }
    if (totals.seeds() > 1) {
      output.text(FiguresFormat.row(totals));
    }
    if (later != null) {
      output.text(FiguresFormat.laterRow(totals, later));
    }
    Census census = totals.census();
    if (census != null) {
      CensusFormat.table(census).forEach(output::text);
    }
    others.forEach(other -> output.text(FiguresFormat.protocolRow(other)));
  }

  private ParameterException usage(String message, @Nullable Exception cause) {
    return cause == null
        ? new ParameterException(spec.commandLine(), message)
        : new ParameterException(spec.commandLine(), message, cause);
  }
}
