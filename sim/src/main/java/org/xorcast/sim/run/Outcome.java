package org.xorcast.sim.run;

import org.jspecify.annotations.Nullable;

/**
 * What one run came to.
 *
 * @param liveNodes how many honest nodes were present throughout
 * @param main the figures of the messages that the scenario is about
 * @param later the figures of later messages, null if the scenario wants none
 * @param duplicatesToApp deliveries of something already delivered, or never published
 * @param traceHash equal for equal runs
 */
public record Outcome(
    long seed,
    int nodes,
    int liveNodes,
    Tally main,
    @Nullable Tally later,
    long duplicatesToApp,
    String traceHash) {

  /** Whether every message reached every node it was for, once. */
  public boolean isGood() {
    return main.deliveredWorst() == 1
        && (later == null || later.deliveredWorst() == 1)
        && duplicatesToApp == 0;
  }
}
