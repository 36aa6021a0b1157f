package org.xorcast.core.dht;

import java.util.List;
import org.xorcast.core.engine.Rng;

/** Random samples. */
final class Samples {
  private Samples() {}

  /** Up to {@code max} of {@code all}, each as likely as any other; the list is shuffled for it. */
  static <T> List<T> draw(List<T> all, int max, Rng rng) {
    int count = Math.min(max, all.size());
    for (int i = 0; i < count; i++) {
      int chosen = i + rng.nextInt(all.size() - i);
      T first = all.get(i);
      all.set(i, all.get(chosen));
      all.set(chosen, first);
    }
    return List.copyOf(all.subList(0, count));
  }
}
