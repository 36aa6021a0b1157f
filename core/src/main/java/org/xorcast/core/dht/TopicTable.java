package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.List;
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

  private final NodeId self;
  private final int perBlockMax;

  /** The oldest first. */
  private final List<TopicContact> contacts = new ArrayList<>();

  /** How often the home bucket was split: it has all ids that share so many bits with ours. */
  private int splits;

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
    return contacts.size();
  }

  @Nullable TopicContact get(NodeId id) {
    for (TopicContact contact : contacts) {
      if (contact.id.equals(id)) {
        return contact;
      }
    }
    return null;
  }

  /** The contacts as they are now, the oldest first. */
  List<TopicContact> all() {
    return List.copyOf(contacts);
  }

  /** Up to {@code count} of one address family, the closest to {@code target} first. */
  List<TopicContact> closest(NodeId target, boolean ipv6, int count) {
    return contacts.stream()
        .filter(contact -> contact.endpoint.isIpv6() == ipv6)
        .sorted((a, b) -> target.compareDistance(a.id, b.id))
        .limit(count)
        .toList();
  }

  /** The one closest to {@code target}, null if there is nobody. */
  @Nullable TopicContact closest(NodeId target) {
    TopicContact closest = null;
    for (TopicContact contact : contacts) {
      if (closest == null || target.compareDistance(contact.id, closest.id) < 0) {
        closest = contact;
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
    int size = 0;
    for (TopicContact contact : contacts) {
      size += bucket(contact.id) == number ? 1 : 0;
    }
    return size;
  }

  private int capacity(int bucket) {
    return bucket >= splits - 1 ? HOME_MAX : UNCLE_MAX;
  }

  /** Whether a subscriber with this id, from this block of addresses, would get a place. */
  boolean wants(NodeId id, Bytes block) {
    if (id.equals(self) || get(id) != null) {
      return false;
    }
    int bucket = bucket(id);
    return (bucket == splits || sizeOf(bucket) < capacity(bucket)) && ofBlock(block) < perBlockMax;
  }

  private int ofBlock(Bytes block) {
    int count = 0;
    for (TopicContact contact : contacts) {
      count += Blocks.of(contact.endpoint.ip()).equals(block) ? 1 : 0;
    }
    return count;
  }

  /** Adds a contact if there is a place for it. */
  boolean add(TopicContact contact) {
    if (!wants(contact.id, Blocks.of(contact.endpoint.ip()))) {
      return false;
    }
    contacts.add(contact);
    while (sizeOf(splits) > HOME_MAX) {
      splits++;
      shrink(splits - 1, HOME_MAX);
      shrink(splits - 2, UNCLE_MAX);
    }
    return get(contact.id) != null;
  }

  /** Leaves only the oldest contacts in a bucket. */
  private void shrink(int bucket, int max) {
    contacts.removeAll(
        contacts.stream().filter(contact -> bucket(contact.id) == bucket).skip(max).toList());
  }

  void remove(NodeId id) {
    contacts.removeIf(contact -> contact.id.equals(id));
  }
}
