package org.xorcast.core.kad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.NodeId;

/**
 * Contacts by XOR distance: bucket {@code i} holds those that differ from this node in bit {@code
 * i} and in none above. Iteration goes by bucket and, within one, by age. Not thread-safe.
 *
 * <p>All contacts lie in one array, since most of the 160 buckets are empty and a simulated network
 * has a million of these tables.
 *
 * @param <C> what is kept about a contact
 */
public final class RoutingTable<C extends Contact> {
  private static final int CAPACITY_MIN = 8;

  private final NodeId self;
  private final IntUnaryOperator bucketSizes;

  /** Far buckets first. What lies behind {@code size} is free. */
  private C[] contacts;

  private int size;

  /**
   * Where the buckets end in {@code contacts}: 159 first, down to the lowest that had a contact.
   */
  private char[] ends = new char[0];

  public RoutingTable(NodeId self, int bucketSize) {
    this(self, index -> bucketSize);
  }

  /**
   * @param bucketSizes most contacts of each bucket, 0 to 159
   */
  public RoutingTable(NodeId self, IntUnaryOperator bucketSizes) {
    this.self = self;
    this.bucketSizes = bucketSizes;
    this.contacts = array(0);
  }

  @SuppressWarnings("unchecked") // never seen outside: nobody can store anything but a C in it
  private C[] array(int capacity) {
    return (C[]) new Contact[capacity];
  }

  /** The id that distances are measured from. */
  public NodeId self() {
    return self;
  }

  /** Adds a contact unless its bucket is full, it is there already, or it is this node. */
  public boolean add(C contact) {
    int index = self.bucketIndex(contact.nodeId());
    if (index < 0 || isFull(index) || get(contact.nodeId()) != null) {
      return false;
    }
    if (size == contacts.length) {
      contacts = Arrays.copyOf(contacts, Math.max(CAPACITY_MIN, size + size / 2));
    }
    int rank = rank(index);
    if (rank >= ends.length) {
      int known = ends.length;
      ends = Arrays.copyOf(ends, rank + 1);
      Arrays.fill(ends, known, ends.length, (char) size);
    }
    int at = ends[rank];
    System.arraycopy(contacts, at, contacts, at + 1, size - at);
    contacts[at] = contact;
    shiftEnds(rank, 1);
    return true;
  }

  /** Removes and returns the contact with this id, null if there is none. */
  public @Nullable C remove(NodeId id) {
    int at = indexOf(id);
    if (at < 0) {
      return null;
    }
    C removed = contacts[at];
    System.arraycopy(contacts, at + 1, contacts, at, size - at - 1);
    shiftEnds(rank(self.bucketIndex(id)), -1);
    Arrays.fill(contacts, size, size + 1, null);
    return removed;
  }

  private void shiftEnds(int fromRank, int by) {
    size += by;
    for (int rank = fromRank; rank < ends.length; rank++) {
      ends[rank] += (char) by;
    }
  }

  public @Nullable C get(NodeId id) {
    int at = indexOf(id);
    return at < 0 ? null : contacts[at];
  }

  private int indexOf(NodeId id) {
    int index = self.bucketIndex(id);
    if (index >= 0) {
      int end = end(index);
      for (int at = start(index); at < end; at++) {
        if (contacts[at].nodeId().equals(id)) {
          return at;
        }
      }
    }
    return -1;
  }

  private static int rank(int index) {
    return NodeId.BITS - 1 - index;
  }

  private int start(int index) {
    return index == NodeId.BITS - 1 ? 0 : end(index + 1);
  }

  private int end(int index) {
    int rank = rank(index);
    return rank < ends.length ? ends[rank] : size;
  }

  /** The contacts in bucket {@code index}, 0 to 159, as they are now. */
  public List<C> bucket(int index) {
    return copy(start(index), end(index));
  }

  /** How many contacts are in bucket {@code index}. */
  public int sizeOf(int index) {
    return end(index) - start(index);
  }

  public boolean isFull(int index) {
    return sizeOf(index) >= bucketSizes.applyAsInt(index);
  }

  public int size() {
    return size;
  }

  /** The lowest bucket with a contact in it, {@link NodeId#BITS} if the table is empty. */
  public int lowestBucket() {
    int index = NodeId.BITS - ends.length;
    while (index < NodeId.BITS && sizeOf(index) == 0) {
      index++;
    }
    return index;
  }

  /** All contacts, far buckets first. */
  public List<C> all() {
    return copy(0, size);
  }

  private List<C> copy(int from, int to) {
    return from == to
        ? List.of()
        : Collections.unmodifiableList(Arrays.asList(Arrays.copyOfRange(contacts, from, to)));
  }

  /** Up to {@code count} contacts, the closest to {@code target} first. */
  public List<C> closest(NodeId target, int count) {
    List<C> closest = new ArrayList<>(Math.min(count, size));
    int shared = self.bucketIndex(target);
    // Who is in the target's own bucket is closer to it than who is in a lower one, and that is
    // closer than who is in a higher one.
    if (shared >= 0) {
      addClosest(target, start(shared), end(shared), count, closest);
      addClosest(target, end(shared), size, count, closest);
    }
    for (int index = Math.max(shared + 1, lowestBucket());
        index < NodeId.BITS && closest.size() < count;
        index++) {
      addClosest(target, start(index), end(index), count, closest);
    }
    return closest;
  }

  private void addClosest(NodeId target, int from, int to, int count, List<C> closest) {
    int room = count - closest.size();
    if (from < to && room > 0) {
      C[] sorted = Arrays.copyOfRange(contacts, from, to);
      Arrays.sort(sorted, (a, b) -> target.compareDistance(a.nodeId(), b.nodeId()));
      closest.addAll(Arrays.asList(sorted).subList(0, Math.min(room, sorted.length)));
    }
  }

  /**
   * The estimated number of nodes in the network, this one included, from how densely the closest
   * contacts lie: the k-th closest of N uniform ids is expected at k/(N+1) of the space.
   */
  public double estimateNetworkSize() {
    int sample = Math.min(size, bucketSizes.applyAsInt(0));
    if (sample == 0) {
      return 1;
    }
    NodeId furthest = closest(self, sample).getLast().nodeId();
    double fraction = self.distanceFraction(furthest);
    return fraction <= 0 ? sample + 1 : Math.max(sample + 1, sample / fraction);
  }
}
