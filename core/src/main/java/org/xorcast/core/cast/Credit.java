package org.xorcast.core.cast;

/**
 * How far a neighbour's announcements are believed, from what became of earlier ones: one more
 * question may be out for each that was answered, half as many after each that was not.
 */
final class Credit {
  private static final int FIRST = 16;
  private static final int MAX = 256;
  private static final int PROMISES_PER_QUESTION = 32;

  private int size = FIRST;
  private int questions;
  private int promises;

  /** How many questions may be out, 1 to {@value #MAX}. */
  int size() {
    return size;
  }

  boolean mayBeAsked() {
    return questions < size;
  }

  void asked() {
    questions++;
  }

  /**
   * The message has come.
   *
   * @param byItself from the one that was asked
   */
  void answered(boolean byItself) {
    questions--;
    if (byItself && size < MAX) {
      size++;
    }
  }

  void broken() {
    questions--;
    size = Math.max(1, size / 2);
  }

  /** Whether one more message may wait that this neighbour was the first to announce. */
  boolean mayPromise() {
    return promises < PROMISES_PER_QUESTION * size;
  }

  void promised() {
    promises++;
  }

  void settled() {
    promises--;
  }
}
