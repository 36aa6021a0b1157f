package org.xorcast.core.dht;

import java.util.List;
import org.xorcast.core.id.NodeId;

/**
 * How many nodes there are, from how far the closest ones of each lookup reach: of N ids at random
 * the k-th closest is expected at k/N of the space. Ids at random are a Poisson process, of which
 * the distance of the k-th says all that the k say together; many lookups are averaged.
 */
public final class SizeEstimate {
  /** The relative error of one lookup with 8 nodes, 1/sqrt(8), one sigma. */
  private static final double ERROR_OF_ONE = 0.354;

  /** Older lookups count less and less. */
  private static final int WINDOW = 256;

  private double slope;
  private int lookups;

  /** The closest nodes that answered in one lookup of a random target, the closest first. */
  public void add(NodeId target, List<NodeId> closest) {
    if (closest.isEmpty()) {
      return;
    }
    double reach = target.distanceFraction(closest.getLast());
    if (reach > 0) {
      lookups = Math.min(lookups + 1, WINDOW);
      slope += (reach / closest.size() - slope) / lookups;
    }
  }

  /** 0 if nothing is known yet. */
  public double nodes() {
    return slope > 0 ? 1 / slope : 0;
  }

  /** The estimate's relative error, one sigma: two thirds of all estimates are closer. */
  public double relativeError() {
    return lookups == 0 ? 1 : ERROR_OF_ONE / StrictMath.sqrt(lookups);
  }

  /** Where the {@code k}-th closest node to any target is expected, as a fraction of the space. */
  double expectedDistance(int k) {
    return k * slope;
  }
}
