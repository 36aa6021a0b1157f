package org.xorcast.sim;

import org.xorcast.core.engine.Rng;

/** The links of an unstructured overlay: every node has the same number of random neighbours. */
public final class RandomGraph {
  /** Pairs that could not be used are dealt again this often. */
  private static final int ROUNDS = 20;

  private RandomGraph() {}

  /**
   * Deals out {@code degree} ends of links to each node and joins them in random pairs. Ends that
   * would make a loop or a second link between two nodes are dealt again; the last few of them may
   * stay without a link.
   */
  public static void connect(World world, int degree, Rng rng) {
    int nodes = world.nodes().size();
    int[] ends = new int[nodes * degree];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = i / degree;
    }
    int[][] neighbours = new int[nodes][degree];
    int[] counts = new int[nodes];
    int left = ends.length;
    for (int round = 0; round < ROUNDS && left > 1; round++) {
      shuffle(ends, left, rng);
      int kept = 0;
      for (int i = 0; i + 1 < left; i += 2) {
        int a = ends[i];
        int b = ends[i + 1];
        if (a == b || contains(neighbours[a], counts[a], b)) {
          ends[kept++] = a;
          ends[kept++] = b;
        } else {
          neighbours[a][counts[a]++] = b;
          neighbours[b][counts[b]++] = a;
          world.links().adopt(world.nodes().get(a), world.nodes().get(b));
        }
      }
      left = kept;
    }
  }

  private static boolean contains(int[] neighbours, int count, int node) {
    for (int i = 0; i < count; i++) {
      if (neighbours[i] == node) {
        return true;
      }
    }
    return false;
  }

  private static void shuffle(int[] ends, int count, Rng rng) {
    for (int i = count - 1; i > 0; i--) {
      int j = rng.nextInt(i + 1);
      int swapped = ends[i];
      ends[i] = ends[j];
      ends[j] = swapped;
    }
  }
}
