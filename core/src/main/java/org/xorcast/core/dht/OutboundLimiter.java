package org.xorcast.core.dht;

import java.util.LinkedHashMap;
import org.xorcast.core.engine.TokenBucket;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.krpc.Compact;

/**
 * How fast this node asks: libtorrent ignores an address for five minutes from its 50th packet
 * within 10 s on, replies included; and a home router forgets its other users' flows when too many
 * addresses are new.
 */
final class OutboundLimiter {
  /** At most 30 questions to one address in 10 s, so that 19 replies are left. */
  private static final Rate PER_ADDRESS = new Rate(2, 10);

  private static final Rate ALL = new Rate(250, 500);
  private static final Rate NEW_ADDRESSES = new Rate(20, 400);
  private static final int ADDRESSES_MAX = 4096;

  private final BucketPerKey perAddress;
  private final TokenBucket all = ALL.bucket();
  private final TokenBucket fresh = NEW_ADDRESSES.bucket();
  private final LinkedHashMap<Bytes, Boolean> known = new LinkedHashMap<>(16, 0.75f, true);
  private final boolean portsCount;

  /**
   * @param portsCount whether each port is limited by itself: on one machine they are different
   *     nodes
   */
  OutboundLimiter(boolean portsCount, DhtCounters counters) {
    this.portsCount = portsCount;
    this.perAddress = new BucketPerKey(PER_ADDRESS, ADDRESSES_MAX, counters);
  }

  /** How long a question to {@code to} has to wait; if not at all, it counts. */
  long waitNanos(Endpoint to, long nowNanos) {
    Bytes key = key(to);
    TokenBucket address = perAddress.of(key);
    boolean isNew = !known.containsKey(key);
    long wait = Math.max(address.waitNanos(1, nowNanos), all.waitNanos(1, nowNanos));
    wait = isNew ? Math.max(wait, fresh.waitNanos(1, nowNanos)) : wait;
    if (wait == 0) {
      address.take(1, nowNanos);
      all.take(1, nowNanos);
      if (isNew) {
        fresh.take(1, nowNanos);
        known.put(key, true);
        if (known.size() > ADDRESSES_MAX) {
          known.pollFirstEntry();
        }
      }
    }
    return wait;
  }

  private Bytes key(Endpoint endpoint) {
    return portsCount ? Bytes.wrap(Compact.encode(endpoint)) : endpoint.ip();
  }

  /** Whether this node has asked there lately. */
  boolean hasAsked(Endpoint endpoint) {
    return known.containsKey(key(endpoint));
  }
}
