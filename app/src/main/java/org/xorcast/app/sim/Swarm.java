package org.xorcast.app.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.app.Progress;
import org.xorcast.sim.run.Outcome;
import org.xorcast.sim.run.Run;
import org.xorcast.sim.scenario.RandomScenario;
import org.xorcast.sim.scenario.Scenario;

/** Many random scenarios, one for each seed, with all checkers. */
final class Swarm {
  private final Output output;
  private final List<Long> failed = new ArrayList<>();
  private int done;

  /** What became of one seed: nothing to say if all was well. */
  private record Verdict(long seed, Scenario scenario, List<String> complaints) {}

  Swarm(Output output) {
    this.output = output;
  }

  int run(SeedRange seeds) {
    long startNanos = System.nanoTime();
    long count = seeds.last() - seeds.first() + 1;
    try (Progress progress = new Progress(output)) {
      Campaign.run(
          seeds,
          Runtime.getRuntime().availableProcessors(),
          Swarm::judge,
          verdict -> {
            done++;
            report(verdict);
            progress.update(done + " of " + count + " scenarios, " + failed.size() + " failed");
          });
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    output.result(
        () -> {
          ObjectNode json = Json.object().put("swarm", done).put("firstSeed", seeds.first());
          failed.forEach(json.put("failed", failed.size()).putArray("failedSeeds")::add);
          return json.put("wallSeconds", Json.rounded(seconds));
        },
        () ->
            String.format(
                Locale.ROOT,
                "%d random scenarios, seeds %d to %d: %d failed; %.0f s",
                done,
                seeds.first(),
                seeds.last(),
                failed.size(),
                seconds));
    return failed.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** Whatever an engine throws is a finding, too. */
  private static Verdict judge(long seed) {
    Scenario scenario = RandomScenario.draw(seed);
    try {
      Outcome outcome = Run.of(scenario, seed, step -> {});
      List<String> complaints = new ArrayList<>();
      outcome.violations().forEach(violation -> complaints.add(violation.toString()));
      return new Verdict(seed, scenario, complaints);
    } catch (RuntimeException e) {
      StackTraceElement[] trace = e.getStackTrace();
      return new Verdict(
          seed, scenario, List.of("threw " + e + (trace.length > 0 ? " at " + trace[0] : "")));
    }
  }

  private void report(Verdict verdict) {
    if (verdict.complaints.isEmpty()) {
      return;
    }
    failed.add(verdict.seed);
    output.notice("seed " + verdict.seed + ": " + verdict.scenario);
    verdict.complaints.forEach(complaint -> output.notice("  " + complaint));
    output.notice("  to see it again: xorcast sim --swarm 1 --seed " + verdict.seed);
  }
}
