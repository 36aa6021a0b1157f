package org.xorcast.core.cast;

import org.xorcast.core.id.NodeId;

/**
 * Looking around after a repair: did my neighbourhood miss the message too?
 *
 * <p>Whoever got a message by pull may be one of a whole orphaned region. It asks one peer in each
 * bucket, the closest first, and hands the message to whoever lacks it; after {@value #ENOUGH}
 * buckets in a row that have it, the region is known to be healthy. A node that alone missed the
 * message so pays two small questions, a lost subtree heals from the inside out.
 */
final class Healing {
  static final int ENOUGH = 2;

  final StoredMessage message;
  private int bucket;
  private int healthy;

  Healing(StoredMessage message, int lowestBucket) {
    this.message = message;
    this.bucket = lowestBucket;
  }

  void foundHealthy() {
    healthy++;
  }

  void foundSick() {
    healthy = 0;
  }

  boolean isOver() {
    return healthy >= ENOUGH || bucket >= NodeId.BITS;
  }

  /** The bucket to ask in now; the next call names the one above. */
  int nextBucket() {
    return bucket++;
  }
}
