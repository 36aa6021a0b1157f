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

  /** Sequences this far below the first one seen are still accepted, since trees reorder. */
  private static final int BEFORE_FIRST = 64;

  private BitSet ahead = new BitSet();
  private long contiguous;
  private long gapSinceNanos;
  private long activeNanos;

  SequenceWindow(long firstSequence, long nowNanos) {
    contiguous = Math.max(0, firstSequence - 1 - BEFORE_FIRST);
    gapSinceNanos = nowNanos;
    activeNanos = nowNanos;
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
      if (ahead.isEmpty()) {
        gapSinceNanos = nowNanos;
      }
      ahead.set(offset(sequence));
      settle(nowNanos);
    }
    return lost;
  }

  /** Gives up gaps that have been open since before {@code sinceNanos}; returns how many. */
  int giveUpGaps(long sinceNanos, long nowNanos) {
    if (ahead.isEmpty() || gapSinceNanos > sinceNanos) {
      return 0;
    }
    int lost = ahead.nextSetBit(0);
    contiguous += lost;
    ahead = ahead.get(lost, ahead.length());
    settle(nowNanos);
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
  private void settle(long nowNanos) {
    int run = ahead.nextClearBit(0);
    if (run > 0) {
      contiguous += run;
      ahead = ahead.get(run, Math.max(run, ahead.length()));
      gapSinceNanos = nowNanos;
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
