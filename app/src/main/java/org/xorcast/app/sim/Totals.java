package org.xorcast.app.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.xorcast.sim.nat.Census;
import org.xorcast.sim.run.Outcome;
import org.xorcast.sim.run.Tally;
import org.xorcast.sim.scenario.Scenario;

/** The runs of one scenario with many seeds, added up in the order of the seeds. */
final class Totals {
  private final Scenario scenario;
  private final long startNanos = System.nanoTime();
  private final Tally main = Tally.empty();
  private final @Nullable Tally later;
  private final Shape shape = new Shape();
  private int seeds;
  private int liveNodes = Integer.MAX_VALUE;
  private long duplicates;
  private long hash;
  private boolean good = true;
  private @Nullable Census census;

  Totals(Scenario scenario) {
    this.scenario = scenario;
    this.later = scenario.measure().later() == 0 ? null : Tally.empty();
  }

  void add(Finished finished) {
    Outcome outcome = finished.outcome();
    shape.add(finished.shape());
    seeds++;
    main.add(outcome.main());
    if (later != null && outcome.later() != null) {
      later.add(outcome.later());
    }
    liveNodes = Math.min(liveNodes, outcome.liveNodes());
    duplicates += outcome.duplicatesToApp();
    good &= outcome.isGood();
    if (outcome.census() != null) {
      census = census == null ? new Census() : census;
      census.add(outcome.census());
    }
    hash = (hash ^ Long.parseUnsignedLong(outcome.traceHash(), 16)) * 0x9e3779b97f4a7c15L;
  }

  Scenario scenario() {
    return scenario;
  }

  int seeds() {
    return seeds;
  }

  /** The fewest of any run. */
  int liveNodes() {
    return liveNodes;
  }

  long duplicatesToApp() {
    return duplicates;
  }

  Tally main() {
    return main;
  }

  @Nullable Tally later() {
    return later;
  }

  /** How nodes behind NATs were connected, null if there were none. */
  @Nullable Census census() {
    return census;
  }

  Shape shape() {
    return shape;
  }

  boolean isGood() {
    return good;
  }

  /** Of all runs together, and of their order. */
  String traceHash() {
    return HexFormat.of().toHexDigits(hash);
  }

  double wallSeconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /** The most that the JVM's heap has held so far, garbage included. */
  long heapMegabytes() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        bytes += pool.getPeakUsage().getUsed();
      }
    }
    return Math.ceilDiv(bytes, 1_000_000);
  }
}
