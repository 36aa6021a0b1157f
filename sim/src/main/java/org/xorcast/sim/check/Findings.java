package org.xorcast.sim.check;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.sim.SimNode;

/** The violations of one run: the first few in words, all of them counted. */
public final class Findings {
  private static final int KEPT_MAX = 20;

  private final List<Violation> first = new ArrayList<>();
  private long count;

  void report(String checker, SimNode node, long nowNanos, String what) {
    count++;
    if (first.size() < KEPT_MAX) {
      first.add(new Violation(checker, nowNanos, node.index(), what));
    }
  }

  public List<Violation> first() {
    return List.copyOf(first);
  }

  public long count() {
    return count;
  }
}
