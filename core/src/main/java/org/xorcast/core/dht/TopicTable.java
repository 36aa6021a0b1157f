package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;

/**
 * The neighbours in one topic: BEP 5's table with K = 1, but 8 places in the home bucket, which is
 * the one that this node's own id is in, and 8 in its sibling (BEP 50).
 *
 * <p>A full home bucket is split. What was its sibling is then an uncle and keeps only its oldest
 * contact. So a node knows all subscribers around it and one in each half that it is not in, and a
 * value which everybody passes on reaches all.
 */
final class TopicTable {
  static final int HOME_MAX = 8;

  private static final int UNCLE_MAX = 1;
  private static final int IPV6_BYTES = 16;

  private final NodeId self;
  private final int perBlockMax;

  /** By id; the oldest entries of a bucket are told by {@link Entry#number}. */
  private final TreeMap<NodeId, Entry> entries = new TreeMap<>();

  private long added;

  /** How often the home bucket was split: it has all ids that share so many bits with ours. */
  private int splits;

  private record Entry(TopicContact contact, long number) {}

  /**
   * @param perBlockMax most contacts from one IPv4 /24 or IPv6 /64
   */
  TopicTable(NodeId self, int perBlockMax) {
    this.self = self;
    this.perBlockMax = perBlockMax;
  }

  NodeId self() {
    return self;
  }

  int size() {
    return entries.size();
  }

  @Nullable TopicContact get(NodeId id) {
    Entry entry = entries.get(id);
    return entry == null ? null : entry.contact;
  }

  /** The contacts, ordered by id. */
  List<TopicContact> all() {
    return entries.values().stream().map(Entry::contact).toList();
  }

  /** Up to {@code count} of one address family, the closest to {@code target} first. */
  List<TopicContact> closest(NodeId target, boolean ipv6, int count) {
    return entries.values().stream()
        .map(Entry::contact)
        .filter(contact -> (contact.endpoint.ip().length() == IPV6_BYTES) == ipv6)
        .sorted((a, b) -> target.compareDistance(a.id, b.id))
        .limit(count)
        .toList();
  }

  /** The one closest to {@code target}, null if there is nobody. */
  @Nullable TopicContact closest(NodeId target) {
    TopicContact closest = null;
    for (Entry entry : entries.values()) {
      if (closest == null || target.compareDistance(entry.contact.id, closest.id) < 0) {
        closest = entry.contact;
      }
    }
    return closest;
  }

  /** The number of the bucket for an id: 0 is the farthest half, {@link #splits} is home. */
  private int bucket(NodeId id) {
    return Math.min(NodeId.BITS - 1 - self.bucketIndex(id), splits);
  }

  /** How many levels of buckets there are, home included. */
  int buckets() {
    return splits + 1;
  }

  /** How many contacts are in bucket {@code number}. */
  int sizeOf(int number) {
    return (int) entries.keySet().stream().filter(id -> bucket(id) == number).count();
  }

  private int capacity(int bucket) {
    return bucket >= splits - 1 ? HOME_MAX : UNCLE_MAX;
  }

  /** Whether a subscriber with this id, from this block of addresses, would get a place. */
  boolean wants(NodeId id, Bytes block) {
    if (id.equals(self) || entries.containsKey(id)) {
      return false;
    }
    int bucket = bucket(id);
    boolean room = bucket == splits || sizeOf(bucket) < capacity(bucket);
    return room
        && entries.values().stream()
                .filter(entry -> Blocks.of(entry.contact.endpoint.ip()).equals(block))
                .count()
            < perBlockMax;
  }

  /** Adds a contact if there is a place for it. */
  boolean add(TopicContact contact) {
    if (!wants(contact.id, Blocks.of(contact.endpoint.ip()))) {
      return false;
    }
    entries.put(contact.id, new Entry(contact, added++));
    while (sizeOf(splits) > HOME_MAX) {
      splits++;
      shrinkUncle();
    }
    return entries.containsKey(contact.id);
  }

  /** Leaves only the oldest contact in what was the sibling before the last split. */
  private void shrinkUncle() {
    int uncle = splits - 2;
    if (uncle < 0) {
      return;
    }
    List<Entry> all =
        new ArrayList<>(
            entries.values().stream().filter(entry -> bucket(entry.contact.id) == uncle).toList());
    all.sort(Comparator.comparingLong(Entry::number));
    Iterator<Entry> younger = all.stream().skip(UNCLE_MAX).iterator();
    younger.forEachRemaining(entry -> entries.remove(entry.contact.id));
  }

  void remove(NodeId id) {
    entries.remove(id);
  }
}
