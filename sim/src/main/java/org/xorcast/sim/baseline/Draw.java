package org.xorcast.sim.baseline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.xorcast.core.engine.Rng;

/** Random choices. */
final class Draw {
  private Draw() {}

  /** Up to {@code count} different ones, all choices equally likely. */
  static <T> List<T> some(Collection<T> from, int count, Rng rng) {
    List<T> pool = new ArrayList<>(from);
    int wanted = Math.max(0, Math.min(count, pool.size()));
    for (int i = 0; i < wanted; i++) {
      Collections.swap(pool, i, i + rng.nextInt(pool.size() - i));
    }
    return pool.subList(0, wanted);
  }
}
