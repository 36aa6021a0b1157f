package org.xorcast.core.cast;

import java.util.BitSet;

/**
 * Which sequences of one publisher's session have been seen: everything up to {@code contiguous},
 * and a bit for each of the next {@value #SIZE}.
 *
 * <p>Unlike a cache of ids with a time to live, it never takes an old message for a new one.
 */
final class SequenceWindow {
  /** How far sequences may run ahead of the oldest gap before the gap is given up. */
  static final int SIZE = 8192;

  private BitSet ahead = new BitSet();
  private long contiguous;
  private long activeNanos;

  /**
   * @param contiguous everything up to this sequence counts as seen
   */
  SequenceWindow(long contiguous, long nowNanos) {
    this.contiguous = contiguous;
    this.activeNanos = nowNanos;
  }

  boolean contains(long sequence) {
    return sequence <= contiguous || (isInside(sequence) && ahead.get(offset(sequence)));
  }

  /** Whether {@code sequence} cannot be marked without giving up what lies before it. */
  boolean isBeyond(long sequence) {
    return sequence > contiguous && !isInside(sequence);
  }

  /**
   * Marks a sequence as seen.
   *
   * @return how many unseen sequences were given up to make room, usually 0
   */
  int mark(long sequence, long nowNanos) {
    activeNanos = nowNanos;
    int lost = 0;
    if (isBeyond(sequence)) {
      lost = skipTo(sequence - SIZE);
    }
    if (sequence > contiguous) {
      ahead.set(offset(sequence));
      settle();
    }
    return lost;
  }

  /** Takes everything up to {@code sequence} for seen; returns how much of it was not. */
  int giveUpTo(long sequence) {
    if (sequence <= contiguous) {
      return 0;
    }
    int lost = skipTo(sequence);
    settle();
    return lost;
  }

  private int skipTo(long newContiguous) {
    long jump = newContiguous - contiguous;
    int covered = (int) Math.min(jump, ahead.length());
    int seen = covered == 0 ? 0 : ahead.get(0, covered).cardinality();
    ahead = covered >= ahead.length() ? new BitSet() : ahead.get(covered, ahead.length());
    contiguous = newContiguous;
    return (int) Math.min(Integer.MAX_VALUE, jump - seen);
  }

  /** Moves {@code contiguous} over what has been seen without a gap. */
  private void settle() {
    int run = ahead.nextClearBit(0);
    if (run > 0) {
      contiguous += run;
      ahead = ahead.get(run, Math.max(run, ahead.length()));
    }
  }

  private boolean isInside(long sequence) {
    return sequence > contiguous && sequence - contiguous <= SIZE;
  }

  private int offset(long sequence) {
    return (int) (sequence - contiguous - 1);
  }

  long contiguous() {
    return contiguous;
  }

  BitSet ahead() {
    return ahead;
  }

  long activeNanos() {
    return activeNanos;
  }
}
