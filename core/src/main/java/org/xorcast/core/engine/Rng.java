package org.xorcast.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.id.NodeId;

/**
 * The only source of chance in core: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), which gives
 * the same numbers on every machine. Good for choosing peers and spreading timers, never for keys.
 */
public final class Rng {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  public Rng(long seed) {
    state = seed;
  }

  public long nextLong() {
    state += GOLDEN_GAMMA;
    long mixed = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /** 0 to {@code bound - 1}; the bias is below 2^-32 for the bounds used here. */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  /** 0 (inclusive) to 1 (exclusive). */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  public boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /** {@code low} (inclusive) to {@code high} (exclusive); {@code low} if they are equal. */
  public long between(long low, long high) {
    return low + (long) (nextDouble() * (high - low));
  }

  /** {@code value} times a factor between {@code 1 - spread} and {@code 1 + spread}. */
  public long jitter(long value, double spread) {
    return (long) (value * (1 - spread + 2 * spread * nextDouble()));
  }

  /** Up to {@code count} of {@code all}, each subset as likely as any other, in random order. */
  public <T> List<T> sample(List<T> all, int count) {
    List<T> left = new ArrayList<>(all);
    List<T> sample = new ArrayList<>(Math.min(count, left.size()));
    while (!left.isEmpty() && sample.size() < count) {
      int at = nextInt(left.size());
      sample.add(left.get(at));
      left.set(at, left.getLast());
      left.removeLast();
    }
    return sample;
  }

  public NodeId nextNodeId() {
    byte[] bytes = new byte[24];
    for (int i = 0; i < bytes.length; i += 8) {
      long word = nextLong();
      for (int j = 0; j < 8; j++) {
        bytes[i + j] = (byte) (word >>> 8 * j);
      }
    }
    return NodeId.fromBytes(bytes);
  }

  /** An independent source, so that one part's draws do not shift another's. */
  public Rng fork() {
    return new Rng(nextLong());
  }
}
