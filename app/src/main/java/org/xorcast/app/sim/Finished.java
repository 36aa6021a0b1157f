package org.xorcast.app.sim;

import java.util.function.Consumer;
import org.xorcast.sim.run.Outcome;
import org.xorcast.sim.run.Run;
import org.xorcast.sim.scenario.Scenario;

/** One finished run. */
record Finished(Outcome outcome, Shape shape, double wallSeconds) {
  static Finished of(Scenario scenario, long seed, Consumer<String> progress) {
    long startNanos = System.nanoTime();
    Outcome outcome = Run.of(scenario, seed, step -> progress.accept("seed " + seed + ": " + step));
    Shape shape = Shape.of(outcome, scenario);
    return new Finished(outcome.withoutDetails(), shape, (System.nanoTime() - startNanos) / 1e9);
  }
}
