package org.xorcast.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;

/**
 * The links of a network whose tables have converged: every node has, in each of its buckets, as
 * many links as the bucket can have, up to a number. Quicker than letting thousands of nodes join.
 *
 * <p>The nodes, sorted by id, are a binary trie: those below a branch are a range, and the two
 * halves of a range are each other's bucket. So each range is linked by itself, half to half, at
 * random: in rounds, in each of which every node of the smaller half meets another one of the
 * larger. That costs a few steps a link, however many nodes there are.
 */
public final class Topology {
  /** Halves up to this many times the links of a node are too small to leave meetings to chance. */
  private static final int SMALL = 4;

  private final World world;
  private final List<SimNode> sorted;
  private final int perBucket;
  private final double missing;
  private final Rng rng;
  private final List<SimLink> links = new ArrayList<>();

  private Topology(World world, int perBucket, double missing, Rng rng) {
    this.world = world;
    this.perBucket = perBucket;
    this.missing = missing;
    this.rng = rng;
    this.sorted =
        world.nodes().stream().sorted((a, b) -> a.nodeId().compareTo(b.nodeId())).toList();
  }

  /**
   * Links all nodes of {@code world}, which have started, at most {@code perBucket} in a bucket.
   */
  public static void converge(World world, int perBucket, Rng rng) {
    converge(world, perBucket, 0, rng);
  }

  /** The same, but a random share of the links is missing. */
  public static void converge(World world, int perBucket, double missing, Rng rng) {
    Topology topology = new Topology(world, perBucket, missing, rng);
    topology.connect(0, topology.sorted.size(), NodeId.BITS - 1);
    topology.adopt();
  }

  /**
   * Hands each node all of its links, one node after the other: what a node keeps then lies
   * together in memory, which makes a large simulation several times quicker.
   */
  private void adopt() {
    int[] ends = new int[world.nodes().size()];
    for (SimLink link : links) {
      ends[link.dialler().index()]++;
      ends[link.other().index()]++;
    }
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    int[] linksOf = new int[2 * links.size()];
    for (int i = links.size() - 1; i >= 0; i--) {
      linksOf[--ends[links.get(i).dialler().index()]] = i;
      linksOf[--ends[links.get(i).other().index()]] = i;
    }
    for (int i = 0, from = 0; i < ends.length; i++) {
      int to = i + 1 < ends.length ? ends[i + 1] : linksOf.length;
      for (; from < to; from++) {
        world.links().handOver(links.get(linksOf[from]), world.nodes().get(i));
      }
    }
  }

  /** Links the nodes from {@code low} to before {@code high}, which agree in all bits above. */
  private void connect(int low, int high, int bit) {
    if (high - low < 2) {
      return;
    }
    int middle = firstWithBit(low, high, bit);
    int[] zeros = range(low, middle);
    int[] ones = range(middle, high);
    int[] few = zeros.length < ones.length ? zeros : ones;
    int[] many = zeros.length < ones.length ? ones : zeros;
    if (many.length <= SMALL * perBucket) {
      meetAll(few, many);
    } else {
      meetInRounds(few, many);
    }
    connect(low, middle, bit - 1);
    connect(middle, high, bit - 1);
  }

  /** Each of the few takes, in random order, whoever of the many still has room. */
  private void meetAll(int[] few, int[] many) {
    int[] room = new int[many.length];
    Arrays.fill(room, perBucket);
    int[] order = range(0, many.length);
    shuffle(few, few.length);
    for (int one : few) {
      shuffle(order, order.length);
      int met = 0;
      for (int i = 0; i < order.length && met < perBucket; i++) {
        if (room[order[i]] > 0) {
          room[order[i]]--;
          met++;
          link(one, many[order[i]]);
        }
      }
    }
  }

  private void meetInRounds(int[] few, int[] many) {
    int[][] met = new int[perBucket][];
    for (int round = 0; round < perBucket; round++) {
      shuffle(many, few.length);
      for (int i = 0; i < few.length; i++) {
        while (haveMet(met, round, i, many[i])) {
          swapWithAnother(few.length, many, met, round, i);
        }
      }
      met[round] = Arrays.copyOf(many, few.length);
      for (int i = 0; i < few.length; i++) {
        link(few[i], many[i]);
      }
    }
  }

  /** Exchanges partners with another place, unless that place would meet somebody again. */
  private void swapWithAnother(int fewCount, int[] many, int[][] met, int round, int place) {
    int other = rng.nextInt(many.length);
    if (other >= fewCount || !haveMet(met, round, other, many[place])) {
      swap(many, place, other);
    }
  }

  private static boolean haveMet(int[][] met, int rounds, int place, int partner) {
    for (int round = 0; round < rounds; round++) {
      if (met[round][place] == partner) {
        return true;
      }
    }
    return false;
  }

  private void link(int a, int b) {
    if (missing > 0 && rng.chance(missing)) {
      return;
    }
    boolean first = rng.chance(0.5);
    links.add(world.links().open(sorted.get(first ? a : b), sorted.get(first ? b : a)));
  }

  private int firstWithBit(int low, int high, int bit) {
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

  private static int[] range(int from, int to) {
    int[] range = new int[to - from];
    for (int i = 0; i < range.length; i++) {
      range[i] = from + i;
    }
    return range;
  }

  /** Puts random members of {@code array} into its first {@code count} places. */
  private void shuffle(int[] array, int count) {
    for (int i = 0; i < count; i++) {
      swap(array, i, i + rng.nextInt(array.length - i));
    }
  }

  private static void swap(int[] array, int i, int j) {
    int swapped = array[i];
    array[i] = array[j];
    array[j] = swapped;
  }
}
