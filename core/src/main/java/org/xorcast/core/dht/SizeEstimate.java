package org.xorcast.core.dht;

import java.util.List;
import org.xorcast.core.id.NodeId;

/**
 * How many nodes there are, from how densely the closest ones of each lookup lie: of N ids at
 * random the i-th closest is expected at i/N of the space. The line through these points (least
 * squares) has the slope 1/N; the slopes of many lookups are averaged.
 */
public final class SizeEstimate {
  /** The relative error of the slope through {@value DhtTable#BUCKET_SIZE} points, one sigma. */
  private static final double ERROR_OF_ONE = 0.42;

  /** Older lookups count less and less. */
  private static final int WINDOW = 256;

  private double slope;
  private int lookups;

  /** The closest nodes that answered in one lookup of a random target, the closest first. */
  public void add(NodeId target, List<NodeId> closest) {
    double weighted = 0;
    double squares = 0;
    for (int i = 1; i <= closest.size(); i++) {
      weighted += i * target.distanceFraction(closest.get(i - 1));
      squares += (double) i * i;
    }
    if (weighted > 0) {
      lookups = Math.min(lookups + 1, WINDOW);
      slope += (weighted / squares - slope) / lookups;
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
