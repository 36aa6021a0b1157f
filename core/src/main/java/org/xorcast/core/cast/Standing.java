package org.xorcast.core.cast;

/**
 * Whether a neighbour passes messages on, from what this node saw itself: groups of which it was
 * made responsible and which had the message later, and payload that it brought here. One failure
 * outweighs several successes, so that it pays nobody to withhold now and then.
 */
final class Standing {
  static final int PROVEN = 0;
  static final int UNKNOWN = 1;
  static final int DOUBTFUL = 2;

  private static final int PER_FAILURE = 4;
  private static final int MAX = 16;

  private int kept;
  private int failed;

  void kept() {
    kept = Math.min(kept + 1, MAX);
  }

  void failed() {
    failed = Math.min(failed + 1, MAX);
    kept /= 2;
  }

  /**
   * {@link #PROVEN}, {@link #UNKNOWN}, or {@link #DOUBTFUL} and more, the more for each failure
   * that no success makes up for.
   */
  int rank() {
    if (failed == 0) {
      return kept > 0 ? PROVEN : UNKNOWN;
    }
    int deficit = PER_FAILURE * failed - kept;
    return deficit < 0 ? PROVEN : DOUBTFUL + deficit;
  }
}
