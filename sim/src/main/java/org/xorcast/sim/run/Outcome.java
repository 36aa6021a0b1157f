package org.xorcast.sim.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.sim.check.Violation;
import org.xorcast.sim.nat.Census;

/**
 * What one run came to.
 *
 * @param liveNodes how many honest nodes were present throughout
 * @param main the figures of the messages that the scenario is about
 * @param later the figures of later messages, null if the scenario wants none
 * @param duplicatesToApp deliveries of something already delivered, or never published
 * @param violations the first few promises that were broken
 * @param traceHash equal for equal runs
 * @param census how nodes behind NATs were connected at the end, null if there were none
 * @param details null once they are not needed any more: they are large
 */
public record Outcome(
    long seed,
    int nodes,
    int liveNodes,
    Tally main,
    @Nullable Tally later,
    long duplicatesToApp,
    List<Violation> violations,
    String traceHash,
    @Nullable Census census,
    @Nullable Details details) {

  /** Whether every message reached every node it was for, and no promise was broken. */
  public boolean isGood() {
    return main.deliveredWorst() == 1
        && (later == null || later.deliveredWorst() == 1)
        && violations.isEmpty();
  }

  /** The same in less memory. */
  public Outcome withoutDetails() {
    return new Outcome(
        seed, nodes, liveNodes, main, later, duplicatesToApp, violations, traceHash, census, null);
  }
}
