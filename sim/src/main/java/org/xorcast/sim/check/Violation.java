package org.xorcast.sim.check;

import java.util.Locale;

/**
 * A broken promise.
 *
 * @param checker whose promise
 * @param nanos virtual time
 * @param node the node's number
 */
public record Violation(String checker, long nanos, int node, String what) {
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: at %.6f s, node %d: %s", checker, nanos / 1e9, node, what);
  }
}
