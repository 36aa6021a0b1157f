package org.xorcast.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xorcast.core.id.TunnelEnd;

/**
 * A token bucket for each source of QUIC Initial packets, since each of them may cost a key
 * exchange.
 *
 * <p>A source is an IPv4 address or an IPv6 /64, which is what one subscriber has. The table is
 * bounded; the source that was silent longest makes room. Not thread-safe.
 */
final class InitialLimiter {
  static final int SOURCES_MAX = 4096;

  private static final class Bucket {
    double tokens;
    long filledNanos;
  }

  private final double perNano;
  private final double burst;
  private final Map<Long, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Bucket> eldest) {
          return size() > SOURCES_MAX;
        }
      };

  /**
   * @param perSecond packets that a source may send for long
   * @param burst packets that it may send at once after a rest
   */
  InitialLimiter(int perSecond, int burst) {
    this.perNano = perSecond / 1e9;
    this.burst = burst;
  }

  /** Whether one more packet of {@code source} is to be looked at. */
  boolean allow(InetAddress source, long nowNanos) {
    Bucket bucket = buckets.computeIfAbsent(key(source), k -> newBucket(nowNanos));
    double refill = (nowNanos - bucket.filledNanos) * perNano;
    bucket.tokens = Math.min(burst, bucket.tokens + refill);
    bucket.filledNanos = nowNanos;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }

  int size() {
    return buckets.size();
  }

  private Bucket newBucket(long nowNanos) {
    Bucket bucket = new Bucket();
    bucket.tokens = burst;
    bucket.filledNanos = nowNanos;
    return bucket;
  }

  private static long key(InetAddress source) {
    ByteBuffer address = ByteBuffer.wrap(source.getAddress());
    if (TunnelEnd.is(address.array())) {
      return address.getLong(Long.BYTES); // Who is at the other end of a tunnel.
    }
    return address.remaining() == 4 ? address.getInt() & 0xffffffffL : address.getLong();
  }
}
