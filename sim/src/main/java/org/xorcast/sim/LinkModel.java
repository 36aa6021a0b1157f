package org.xorcast.sim;

import java.time.Duration;

/**
 * What a link does to frames.
 *
 * @param latencyMinNanos each link draws its one-way latency once, uniformly between this
 * @param latencyMaxNanos and this
 * @param loss the share of frames that vanish, 0 to 1
 */
public record LinkModel(long latencyMinNanos, long latencyMaxNanos, double loss) {
  /** 10 to 50 ms, nothing lost: the setting of iroh-gossip's simulator. */
  public static final LinkModel DEFAULT =
      new LinkModel(Duration.ofMillis(10).toNanos(), Duration.ofMillis(50).toNanos(), 0);

  public LinkModel {
    if (latencyMinNanos < 0 || latencyMaxNanos < latencyMinNanos) {
      throw new IllegalArgumentException("latency must be 0 <= min <= max");
    }
    if (loss < 0 || loss >= 1) {
      throw new IllegalArgumentException("loss must be 0 or more and below 1, not " + loss);
    }
  }

  public LinkModel withLoss(double newLoss) {
    return new LinkModel(latencyMinNanos, latencyMaxNanos, newLoss);
  }
}
