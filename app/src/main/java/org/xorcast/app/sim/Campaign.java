package org.xorcast.app.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.xorcast.sim.run.Outcome;
import org.xorcast.sim.run.Run;
import org.xorcast.sim.scenario.Scenario;

/**
 * Runs a scenario once for each seed, as many at a time as there are processors and as memory
 * permits. Each run has a thread and a world of its own, and results come in the order of the
 * seeds, so nothing depends on how many run at a time.
 */
final class Campaign {
  /** What a simulated node takes, generously. */
  private static final long NODE_BYTES = 400_000;

  /** One finished run. */
  record Finished(Outcome outcome, Shape shape, double wallSeconds) {}

  private Campaign() {}

  static void run(
      Scenario scenario, SeedRange seeds, Consumer<String> progress, Consumer<Finished> results) {
    int atATime = (int) Math.min(parallel(scenario.nodes()), seeds.last() - seeds.first() + 1);
    try (ExecutorService executor = Executors.newFixedThreadPool(atATime)) {
      List<Future<Finished>> runs = new ArrayList<>();
      for (long seed = seeds.first(); seed <= seeds.last(); seed++) {
        long one = seed;
        runs.add(executor.submit(() -> runOne(scenario, one, progress)));
      }
      try {
        for (Future<Finished> run : runs) {
          results.accept(run.get());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a run failed: " + e.getCause(), e.getCause());
      } finally {
        runs.forEach(run -> run.cancel(true));
      }
    }
  }

  private static Finished runOne(Scenario scenario, long seed, Consumer<String> progress) {
    long startNanos = System.nanoTime();
    Outcome outcome = Run.of(scenario, seed, step -> progress.accept("seed " + seed + ": " + step));
    Shape shape = Shape.of(outcome, scenario);
    return new Finished(outcome.withoutDetails(), shape, (System.nanoTime() - startNanos) / 1e9);
  }

  private static int parallel(int nodes) {
    Runtime runtime = Runtime.getRuntime();
    long fit = runtime.maxMemory() / (nodes * NODE_BYTES);
    return Math.clamp(fit, 1, runtime.availableProcessors());
  }
}
