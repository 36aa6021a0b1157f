package org.xorcast.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;

/**
 * The links of a network whose tables have converged: every node has, in each of its buckets, as
 * many links as the bucket can have, up to a number. Quicker than letting thousands of nodes join.
 */
public final class Topology {
  private Topology() {}

  /**
   * Links all nodes of {@code world}, which have started, at most {@code perBucket} in a bucket.
   */
  public static void converge(World world, int perBucket, Rng rng) {
    List<SimNode> sorted = new ArrayList<>(world.nodes());
    sorted.sort((a, b) -> a.nodeId().compareTo(b.nodeId()));
    int[][] counts = new int[sorted.size()][NodeId.BITS];
    Set<Long> linked = new HashSet<>();
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      turns.add(i);
    }
    shuffle(turns, rng);
    for (int turn : turns) {
      connectOne(world, sorted, turn, perBucket, counts, linked, rng);
    }
  }

  /** Links node {@code self} to random members of each bucket, which are ranges of sorted ids. */
  private static void connectOne(
      World world,
      List<SimNode> sorted,
      int self,
      int perBucket,
      int[][] counts,
      Set<Long> linked,
      Rng rng) {
    NodeId id = sorted.get(self).nodeId();
    int low = 0;
    int high = sorted.size();
    for (int bit = NodeId.BITS - 1; bit >= 0 && high - low > 1; bit--) {
      int middle = firstWithBit(sorted, low, high, bit);
      boolean upper = self >= middle;
      int from = upper ? low : middle;
      int to = upper ? middle : high;
      List<Integer> members = new ArrayList<>();
      for (int other = from; other < to; other++) {
        members.add(other);
      }
      shuffle(members, rng);
      for (int other : members) {
        if (counts[self][bit] >= perBucket) {
          break;
        }
        int theirBucket = sorted.get(other).nodeId().bucketIndex(id);
        if (counts[other][theirBucket] < perBucket && linked.add(key(self, other))) {
          counts[self][bit]++;
          counts[other][theirBucket]++;
          world.adopt(sorted.get(self), sorted.get(other));
        }
      }
      low = upper ? middle : low;
      high = upper ? high : middle;
    }
  }

  private static int firstWithBit(List<SimNode> sorted, int low, int high, int bit) {
    int from = low;
    int to = high;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted.get(middle).nodeId().bit(bit)) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  private static long key(int a, int b) {
    return (long) Math.min(a, b) << 32 | Math.max(a, b);
  }

  private static void shuffle(List<Integer> list, Rng rng) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = rng.nextInt(i + 1);
      int swapped = list.get(i);
      list.set(i, list.get(j));
      list.set(j, swapped);
    }
  }
}
