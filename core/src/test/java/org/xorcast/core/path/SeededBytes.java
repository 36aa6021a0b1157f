package org.xorcast.core.path;

import java.util.function.IntFunction;
import org.xorcast.core.engine.Rng;

/** Stands in for what nobody can guess: the same bytes in each run of a test. */
final class SeededBytes {
  private SeededBytes() {}

  static IntFunction<byte[]> of(long seed) {
    Rng rng = new Rng(seed);
    return count -> {
      byte[] bytes = new byte[count];
      for (int i = 0; i < count; i++) {
        bytes[i] = (byte) rng.nextLong();
      }
      return bytes;
    };
  }
}
