package org.xorcast.core.dht;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.BloomFilter;

/**
 * Values under targets, a bounded number of them, each for a while after it was last put.
 *
 * <p>When it is full, a newcomer takes the place of the least valuable entry, if that is less
 * valuable than itself: an entry is worth a fifth of the addresses that put it, less the position
 * of the highest bit in which it differs from this node's id (libtorrent's measure: five addresses
 * outweigh one bit of distance). Entries whose block of addresses has more than its share give way
 * first, to a newcomer within its share even if they are worth more.
 *
 * @param <V> what is kept
 */
final class FairStore<V> {
  /** The share of a block of addresses is this part of all places. */
  private static final int SHARES = 20;

  private static final double ANNOUNCERS_PER_BIT = 5;
  private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();

  private static final class Entry<V> {
    private final NodeId target;
    private final Bytes owner;
    private final BloomFilter announcers = new BloomFilter();
    private V value;
    private double announced;
    private long untilNanos;

    private Entry(NodeId target, Bytes owner, V value) {
      this.target = target;
      this.owner = owner;
      this.value = value;
    }
  }

  private final int capacity;
  private final long lifetimeNanos;
  private final Supplier<NodeId> self;
  private final DhtCounters counters;
  private final Map<NodeId, Entry<V>> entries = new LinkedHashMap<>();

  /** How many entries each block has put first. */
  private final Map<Bytes, Integer> owned = new LinkedHashMap<>();

  private long nextSweepNanos = Long.MIN_VALUE;

  /** Who is to give way next: computed when it is needed, forgotten when something changes. */
  private @Nullable Entry<V> victim;

  FairStore(int capacity, Duration lifetime, Supplier<NodeId> self, DhtCounters counters) {
    this.capacity = capacity;
    this.lifetimeNanos = lifetime.toNanos();
    this.self = self;
    this.counters = counters;
  }

  /** What lies at {@code target}, null if there is nothing or its time is over. */
  @Nullable V get(NodeId target, long nowNanos) {
    Entry<V> entry = entries.get(target);
    return entry == null || entry.untilNanos <= nowNanos ? null : entry.value;
  }

  /** Whether {@code ip} would find a place for {@code target}. */
  boolean hasRoom(NodeId target, Bytes ip, long nowNanos) {
    sweep(nowNanos);
    return entries.containsKey(target) || entries.size() < capacity || yields(target, ip);
  }

  /**
   * Keeps {@code value}, in the place of what lay there before, from now on for its whole lifetime.
   *
   * @param ip who puts it, 4 or 16 bytes
   * @return false if there is no place for it
   */
  boolean put(NodeId target, V value, Bytes ip, long nowNanos) {
    sweep(nowNanos);
    Entry<V> entry = entries.get(target);
    if (entry == null) {
      if (entries.size() >= capacity && !makeRoom(target, ip)) {
        counters.increment(DhtCounter.STORE_FULL);
        return false;
      }
      entry = new Entry<>(target, Blocks.of(ip), value);
      entries.put(target, entry);
      owned.merge(entry.owner, 1, Integer::sum);
    }
    entry.value = value;
    entry.untilNanos = nowNanos + lifetimeNanos;
    entry.announcers.add(ip);
    entry.announced = entry.announcers.estimate();
    victim = null;
    return true;
  }

  private boolean makeRoom(NodeId target, Bytes ip) {
    if (!yields(target, ip)) {
      return false;
    }
    Entry<V> loser = victim();
    disown(loser);
    entries.remove(loser.target);
    counters.increment(DhtCounter.STORE_EVICTED);
    return true;
  }

  private void disown(Entry<V> entry) {
    owned.merge(entry.owner, -1, (count, less) -> count + less == 0 ? null : count + less);
    victim = null;
  }

  private boolean yields(NodeId target, Bytes ip) {
    Entry<V> loser = victim();
    int share = share();
    boolean modest = owned.getOrDefault(Blocks.of(ip), 0) < share;
    return (modest && isGreedy(loser)) || value(target, 1) > value(loser.target, loser.announced);
  }

  private int share() {
    return Math.max(1, capacity / SHARES);
  }

  private boolean isGreedy(Entry<V> entry) {
    return owned.getOrDefault(entry.owner, 0) > share();
  }

  private double value(NodeId target, double announced) {
    return announced / ANNOUNCERS_PER_BIT - self.get().bucketIndex(target);
  }

  /** The least valuable of those with more than their share, or of all if nobody has. */
  private Entry<V> victim() {
    Entry<V> worst = victim;
    if (worst == null) {
      for (Entry<V> entry : entries.values()) {
        if (worst == null || compare(entry, worst) < 0) {
          worst = entry;
        }
      }
      if (worst == null) {
        throw new IllegalStateException("a full store without an entry");
      }
      victim = worst;
    }
    return worst;
  }

  private int compare(Entry<V> a, Entry<V> b) {
    int order = Boolean.compare(isGreedy(b), isGreedy(a));
    return order != 0
        ? order
        : Double.compare(value(a.target, a.announced), value(b.target, b.announced));
  }

  private void sweep(long nowNanos) {
    if (nowNanos >= nextSweepNanos) {
      nextSweepNanos = nowNanos + SWEEP_NANOS;
      entries
          .values()
          .removeIf(entry -> {
            boolean over = entry.untilNanos <= nowNanos;
            if (over) {
              disown(entry);
            }
            return over;
          });
    }
  }

  /** All targets, those included whose time was over less than a minute ago. */
  List<NodeId> targets(long nowNanos) {
    sweep(nowNanos);
    return List.copyOf(entries.keySet());
  }
}
