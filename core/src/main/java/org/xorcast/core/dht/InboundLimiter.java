package org.xorcast.core.dht;

import org.xorcast.core.engine.TokenBucket;
import org.xorcast.core.id.Bytes;

/**
 * How many queries are answered: so many for one address, and so many for all addresses of one
 * block. What one address sends beyond its own rate does not count for its block, so its neighbours
 * are served on.
 */
final class InboundLimiter {
  private static final int KEYS_MAX = 8192;

  private final BucketPerKey addresses;
  private final BucketPerKey blocks;

  InboundLimiter(Rate perAddress, Rate perBlock, DhtCounters counters) {
    addresses = new BucketPerKey(perAddress, KEYS_MAX, counters);
    blocks = new BucketPerKey(perBlock, KEYS_MAX, counters);
  }

  /** Whether a query from {@code ip}, 4 or 16 bytes, may be answered; if so, it counts. */
  boolean allows(Bytes ip, long nowNanos) {
    TokenBucket address = addresses.of(ip);
    if (!address.has(1, nowNanos) || !blocks.of(Blocks.of(ip)).tryTake(1, nowNanos)) {
      return false;
    }
    address.take(1, nowNanos);
    return true;
  }
}
