package org.xorcast.app.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.xorcast.sim.scenario.Scenario;

/**
 * Does something once for each seed, as often at a time as there are processors and as memory
 * permits. Each run has a thread and a world of its own, and results come in the order of the
 * seeds, so nothing depends on how many run at a time.
 */
final class Campaign {
  /** What a simulated node takes, and what it takes for each message beside the payload. */
  private static final long NODE_BYTES = 200_000;

  private static final long MESSAGE_BYTES = 2_000;

  private Campaign() {}

  static <T> void run(SeedRange seeds, int atATime, LongFunction<T> work, Consumer<T> results) {
    try (ExecutorService executor = Executors.newFixedThreadPool(atATime)) {
      List<Future<T>> runs = new ArrayList<>();
      for (long seed = seeds.first(); seed <= seeds.last(); seed++) {
        long one = seed;
        runs.add(executor.submit(() -> work.apply(one)));
      }
      try {
        for (Future<T> run : runs) {
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

  /** How many runs of a scenario fit into this machine. */
  static int atATime(Scenario scenario) {
    long perMessage = scenario.traffic().payloadBytes() + MESSAGE_BYTES;
    long perNode = NODE_BYTES + scenario.traffic().messages() * perMessage;
    long fit = Runtime.getRuntime().maxMemory() / (scenario.nodes() * perNode);
    return Math.clamp(fit, 1, Runtime.getRuntime().availableProcessors());
  }
}
