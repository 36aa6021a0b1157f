package org.xorcast.core.dht;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.MutableItem;

/**
 * The items of BEP 44 that this node keeps for others, two hours after each was last put. Values
 * are at most 1000 bytes long, so all of them are at most 2 MB.
 */
final class ItemStore {
  /** Most immutable items, and most mutable ones. */
  static final int ITEMS_MAX = 1000;

  static final Duration LIFETIME = Duration.ofHours(2);

  private final FairStore<Bytes> immutable;
  private final FairStore<MutableItem> mutable;

  ItemStore(Supplier<NodeId> self, DhtCounters counters) {
    immutable = new FairStore<>(ITEMS_MAX, LIFETIME, self, counters);
    mutable = new FairStore<>(ITEMS_MAX, LIFETIME, self, counters);
  }

  /** Whether an item at {@code target}, of one kind or the other, would be kept. */
  boolean hasRoom(NodeId target, Bytes ip, long nowNanos) {
    return immutable.hasRoom(target, ip, nowNanos) || mutable.hasRoom(target, ip, nowNanos);
  }

  @Nullable MutableItem mutable(NodeId target, long nowNanos) {
    return mutable.get(target, nowNanos);
  }

  /**
   * What is said of the item at {@code target}, null if there is none.
   *
   * @param newerThan of a mutable item, nothing but its sequence is said unless that is newer
   */
  Answer.@Nullable Item get(NodeId target, @Nullable Long newerThan, long nowNanos) {
    Bytes value = immutable.get(target, nowNanos);
    if (value != null) {
      return new Answer.Item(value, null, null, null);
    }
    MutableItem item = mutable.get(target, nowNanos);
    return item == null ? null : Answer.Item.of(item, newerThan);
  }

  /** Keeps an immutable item; false if there is no place for it. */
  boolean put(NodeId target, Bytes value, Bytes ip, long nowNanos) {
    return immutable.put(target, value, ip, nowNanos);
  }

  /** Keeps a mutable item that was checked; false if there is no place for it. */
  boolean put(NodeId target, MutableItem item, Bytes ip, long nowNanos) {
    return mutable.put(target, item, ip, nowNanos);
  }
}
