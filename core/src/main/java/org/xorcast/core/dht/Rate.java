package org.xorcast.core.dht;

import org.xorcast.core.engine.TokenBucket;

/**
 * How much somebody may do.
 *
 * @param perSecond in the long run, above 0
 * @param burst at once, at least 1
 */
public record Rate(double perSecond, int burst) {
  private static final double NANOS_PER_SECOND = 1e9;

  public Rate {
    if (!(perSecond > 0) || burst < 1) {
      throw new IllegalArgumentException("no rate: " + perSecond + " a second, " + burst);
    }
  }

  TokenBucket bucket() {
    return new TokenBucket(Math.max(1, (long) (NANOS_PER_SECOND / perSecond)), burst);
  }
}
