package org.xorcast.core.path;

import java.time.Duration;
import java.util.LinkedHashMap;
import org.xorcast.core.engine.TokenBucket;
import org.xorcast.core.id.Bytes;

/**
 * A token bucket for each IP address that strangers ask from. The table is bounded; the address
 * that was silent longest makes room. Not thread-safe.
 */
final class Askers {
  static final int ADDRESSES_MAX = 2048;

  private final long intervalNanos;
  private final int burst;
  private final LinkedHashMap<Bytes, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param perSecond what one address may ask for long
   * @param burst what it may ask at once after a rest
   */
  Askers(int perSecond, int burst) {
    this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    this.burst = burst;
  }

  /** Whether one more question from there is to be answered. */
  boolean allow(Bytes ip, long nowNanos) {
    TokenBucket bucket = buckets.computeIfAbsent(ip, k -> new TokenBucket(intervalNanos, burst));
    if (buckets.size() > ADDRESSES_MAX) {
      buckets.pollFirstEntry();
    }
    return bucket.tryTake(1, nowNanos);
  }

  int size() {
    return buckets.size();
  }
}
