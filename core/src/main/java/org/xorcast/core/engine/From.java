package org.xorcast.core.engine;

/**
 * Where a new subscriber begins.
 *
 * @param kind how {@code sequence} is meant
 * @param sequence the first one wanted of every publisher's session, for {@link Kind#SEQUENCE}
 */
public record From(Kind kind, long sequence) {
  /** The choices. */
  public enum Kind {
    /** With what is published from now on. */
    LATEST,
    /** With a sequence. */
    SEQUENCE,
    /** With the oldest that anybody asked still keeps. */
    ALL
  }

  public static From latest() {
    return new From(Kind.LATEST, 0);
  }

  /**
   * @param sequence 1 or more
   */
  public static From sequence(long sequence) {
    if (sequence < 1) {
      throw new IllegalArgumentException("sequences count from 1: " + sequence);
    }
    return new From(Kind.SEQUENCE, sequence);
  }

  public static From all() {
    return new From(Kind.ALL, 0);
  }
}
