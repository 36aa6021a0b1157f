package org.xorcast.core.kad;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.NodeId;

/**
 * Contacts by XOR distance: bucket {@code i} holds those that differ from this node in bit {@code
 * i} and in none above. Iteration goes by bucket and, within one, by age. Not thread-safe.
 *
 * @param <C> what is kept about a contact
 */
public final class RoutingTable<C extends Contact> {
  private final NodeId self;
  private final int bucketSize;
  private final @Nullable List<C>[] buckets;
  private int size;

  @SuppressWarnings({"unchecked", "rawtypes"})
  public RoutingTable(NodeId self, int bucketSize) {
    this.self = self;
    this.bucketSize = bucketSize;
    this.buckets = (@Nullable List<C>[]) new List[NodeId.BITS];
  }

  /** The id that distances are measured from. */
  public NodeId self() {
    return self;
  }

  /** Adds a contact unless its bucket is full, it is there already, or it is this node. */
  public boolean add(C contact) {
    int index = self.bucketIndex(contact.nodeId());
    if (index < 0 || get(contact.nodeId()) != null) {
      return false;
    }
    List<C> bucket = buckets[index];
    if (bucket == null) {
      bucket = new ArrayList<>(4);
      buckets[index] = bucket;
    }
    if (bucket.size() >= bucketSize) {
      return false;
    }
    size++;
    return bucket.add(contact);
  }

  /** Removes and returns the contact with this id, null if there is none. */
  public @Nullable C remove(NodeId id) {
    int index = self.bucketIndex(id);
    List<C> bucket = index < 0 ? null : buckets[index];
    if (bucket == null) {
      return null;
    }
    for (int i = 0; i < bucket.size(); i++) {
      if (bucket.get(i).nodeId().equals(id)) {
        size--;
        return bucket.remove(i);
      }
    }
    return null;
  }

  public @Nullable C get(NodeId id) {
    int index = self.bucketIndex(id);
    List<C> bucket = index < 0 ? null : buckets[index];
    if (bucket != null) {
      for (C contact : bucket) {
        if (contact.nodeId().equals(id)) {
          return contact;
        }
      }
    }
    return null;
  }

  /** A read-only view of bucket {@code index}, 0 to 159. */
  public List<C> bucket(int index) {
    List<C> bucket = buckets[index];
    return bucket == null ? List.of() : Collections.unmodifiableList(bucket);
  }

  public boolean isFull(int index) {
    return bucket(index).size() >= bucketSize;
  }

  public int size() {
    return size;
  }

  /** The lowest bucket with a contact in it, {@link NodeId#BITS} if the table is empty. */
  public int lowestBucket() {
    int index = 0;
    while (index < NodeId.BITS && bucket(index).isEmpty()) {
      index++;
    }
    return index;
  }

  /** All contacts, far buckets first. */
  public List<C> all() {
    List<C> contacts = new ArrayList<>(size);
    for (int i = NodeId.BITS - 1; i >= 0; i--) {
      contacts.addAll(bucket(i));
    }
    return contacts;
  }

  /** Up to {@code count} contacts, the closest to {@code target} first. */
  public List<C> closest(NodeId target, int count) {
    List<C> contacts = all();
    contacts.sort((a, b) -> target.compareDistance(a.nodeId(), b.nodeId()));
    return contacts.size() <= count ? contacts : new ArrayList<>(contacts.subList(0, count));
  }

  /**
   * The estimated number of nodes in the network, this one included, from how densely the closest
   * contacts lie: the k-th closest of N uniform ids is expected at k/(N+1) of the space.
   */
  public double estimateNetworkSize() {
    int sample = Math.min(size, bucketSize);
    if (sample == 0) {
      return 1;
    }
    NodeId furthest = closest(self, sample).getLast().nodeId();
    double fraction = self.distanceFraction(furthest);
    return fraction <= 0 ? sample + 1 : Math.max(sample + 1, sample / fraction);
  }
}
