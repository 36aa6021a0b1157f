package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.overlay.Neighbour;

/**
 * How responsibility for a part of the key space is cut into groups, each for one delegate.
 *
 * <p>A node at height h is responsible for its buckets below h. All peers in bucket b share the
 * subtree of height b, which one delegate would cover; cutting it further by {@code splitBits} id
 * bits makes more, smaller groups and a flatter tree. A group that has no known peer in one half is
 * not cut, so that its delegate, who may know somebody there, covers both.
 */
final class Delegation {
  /** The height of a publisher: the whole key space. */
  static final int HEIGHT_MAX = NodeId.BITS;

  /**
   * @param height what the delegate becomes responsible for
   * @param bucket where the group was cut from
   */
  record Part(List<Neighbour> members, int height, int bucket) {}

  private Delegation() {}

  /** The groups of buckets {@code low} to {@code high - 1}, the largest subtree first. */
  static List<Part> parts(RoutingTable<Neighbour> table, int low, int high, int splitBits) {
    List<Part> parts = new ArrayList<>();
    for (int bucket = high - 1; bucket >= low; bucket--) {
      List<Neighbour> members = table.bucket(bucket);
      if (!members.isEmpty()) {
        split(members, bucket, bucket, splitBits, parts);
      }
    }
    return parts;
  }

  /**
   * The groups of the subtree of {@code height} around {@code region}, which this node is not in:
   * as many as {@code splitBits} make of its known members, none if there are none.
   */
  static List<Part> region(
      RoutingTable<Neighbour> table, NodeId region, int height, int splitBits) {
    int bucket = table.self().bucketIndex(region);
    List<Neighbour> members = new ArrayList<>();
    for (Neighbour member : table.bucket(bucket)) {
      if (member.nodeId().bucketIndex(region) < height) {
        members.add(member);
      }
    }
    List<Part> parts = new ArrayList<>();
    if (!members.isEmpty()) {
      split(members, height, bucket, splitBits, parts);
    }
    return parts;
  }

  private static void split(
      List<Neighbour> members, int height, int bucket, int bits, List<Part> parts) {
    if (bits > 0 && height > 0 && members.size() > 1) {
      List<Neighbour> zeros = new ArrayList<>(members.size());
      List<Neighbour> ones = new ArrayList<>(members.size());
      for (Neighbour member : members) {
        (member.nodeId().bit(height - 1) ? ones : zeros).add(member);
      }
      if (!zeros.isEmpty() && !ones.isEmpty()) {
        split(zeros, height - 1, bucket, bits - 1, parts);
        split(ones, height - 1, bucket, bits - 1, parts);
        return;
      }
    }
    parts.add(new Part(members, height, bucket));
  }
}
