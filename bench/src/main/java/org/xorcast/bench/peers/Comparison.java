package org.xorcast.bench.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole run, as {@code bench/peers/broadcast} starts it. */
@Command(
    name = "bench/peers/broadcast",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Measures our broadcast and that of others, one after the other, on real sockets of"
          + " loopback:",
      "1 KiB messages, publishers take turns, first at a pace, then with 8 messages in flight."
    })
public final class Comparison implements Callable<Integer> {
  private final PrintStream steps = System.err;

  @Option(
      names = "--nodes",
      split = ",",
      defaultValue = "30,100",
      paramLabel = "N",
      description = "How many nodes, all in one process. Default: ${DEFAULT-VALUE}.")
  private List<Integer> nodes = List.of();

  @Option(
      names = "--systems",
      split = ",",
      defaultValue = "ours,iroh,libp2p,jgroups",
      paramLabel = "NAME",
      description = "Which systems. Default: ${DEFAULT-VALUE}.")
  private List<Contestant> systems = List.of();

  @Option(names = "--quick", description = "3 s instead of 10 s for each part: a try, no figures.")
  private boolean quick;

  @Option(names = "--json", description = "Print JSON Lines instead of the table.")
  private boolean json;

  @Option(
      names = "--no-peers",
      hidden = true,
      paramLabel = "WHY",
      description = "Set by the script when the JavaScript peers cannot run.")
  private @Nullable String noPeers;

  @Option(names = "--scripts", hidden = true, required = true)
  private Path scripts = Path.of("");

  @Option(names = "--out", hidden = true, required = true)
  private Path out = Path.of("");

  @Option(names = "--live", hidden = true, description = "Standard error is a terminal.")
  private boolean live;

  private Comparison() {}

  /** Ends with 0 if every system was measured, 1 if one was not, 2 for wrong arguments. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Comparison())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (int count : nodes) {
      if (count < 2 || count > 1000) {
        steps.println("--nodes must be 2 to 1000, not " + count);
        return 2;
      }
    }
    Files.createDirectories(out);
    String started = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Path file = out.resolve("broadcast-" + started.replace(":", "") + ".jsonl");
    Namespace namespace = Namespace.find();
    String machine = machine(namespace);
    steps.println(started + ", " + machine);
    List<Outcome> outcomes = new ArrayList<>();
    for (int count : nodes) {
      for (Contestant system : systems) {
        Outcome outcome = trial(system, count, namespace);
        note(outcome, file, started, machine);
        if (!outcome.isSound() && (noPeers == null || !system.needsNode())) {
          // Some hang now and then: everybody has a second try.
          Outcome again = trial(system, count, namespace);
          note(again, file, started, machine);
          outcome = outcome.orBetter(again);
        }
        outcomes.add(outcome);
      }
    }
    Report report = new Report(outcomes);
    if (!json) {
      System.out.println(started + ", " + machine + (quick ? ", QUICK" : ""));
      System.out.println();
      System.out.println(report.table());
      System.out.println(report.goals());
    }
    steps.println("JSON Lines: " + file);
    return outcomes.stream().allMatch(outcome -> outcome.failure() == null) ? 0 : 1;
  }

  private void note(Outcome outcome, Path file, String started, String machine) throws IOException {
    String line = outcome.json().put("at", started).put("machine", machine).toString();
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (json) {
      System.out.println(line);
    }
    steps.println(outcome.failure() == null ? "  done" : "  FAILED: " + outcome.failure());
  }

  private Outcome trial(Contestant system, int count, Namespace namespace)
      throws InterruptedException {
    steps.println(system.description() + ", " + count + " nodes");
    Path log = out.resolve(system.key() + "-" + count + ".log");
    try {
      if (system.needsNode() && noPeers != null) {
        Outcome outcome = new Outcome(system, count, Kernel.loadAverages());
        outcome.fail(noPeers);
        return outcome;
      }
      return new Trial(system, count, quick ? Plan.QUICK : Plan.FULL, log, this::step)
          .run(namespace, scripts);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + system.key() + ": " + e.getMessage(), e);
    }
  }

  private void step(String text) {
    // Progress is for people; in a file only the stages matter.
    if (live) {
      steps.print("\r  " + text + "\u001b[K\r");
    } else if (text.startsWith("measuring")) {
      steps.println("  " + text);
    }
  }

  private static String machine(Namespace namespace) throws IOException {
    long kilobytes =
        Files.readAllLines(Path.of("/proc/meminfo")).stream()
            .filter(line -> line.startsWith("MemTotal:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElse(0);
    return "%d cores, %d GB, %s %s, Java %s, loopback %s, load %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            Math.round(kilobytes / 1024.0 / 1024),
            System.getProperty("os.name"),
            System.getProperty("os.version").replaceAll("[^0-9.].*", ""),
            System.getProperty("java.version"),
            namespace.isOwn()
                ? "in a network namespace"
                : "of the machine (no namespace allowed, or no `ip`: others are counted too)",
            Kernel.loadAverages());
  }
}
