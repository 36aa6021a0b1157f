package org.xorcast.core.dht;

import java.util.LinkedHashMap;
import org.xorcast.core.engine.TokenBucket;
import org.xorcast.core.id.Bytes;

/** A token bucket for each of so many keys; who was not seen for longest is forgotten first. */
final class BucketPerKey {
  private final Rate rate;
  private final int keysMax;
  private final DhtCounters counters;
  private final LinkedHashMap<Bytes, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  BucketPerKey(Rate rate, int keysMax, DhtCounters counters) {
    this.rate = rate;
    this.keysMax = keysMax;
    this.counters = counters;
  }

  TokenBucket of(Bytes key) {
    TokenBucket bucket = buckets.get(key);
    if (bucket == null) {
      if (buckets.size() >= keysMax) {
        buckets.pollFirstEntry();
        counters.increment(DhtCounter.LIMITER_FORGOT);
      }
      bucket = rate.bucket();
      buckets.put(key, bucket);
    }
    return bucket;
  }
}
