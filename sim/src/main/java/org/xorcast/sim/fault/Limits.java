package org.xorcast.sim.fault;

/** The ranges of a fault's values. */
final class Limits {
  private static final long HOUR_NANOS = 3_600_000_000_000L;

  private Limits() {}

  static void share(String name, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(name + " must be 0 or more and below 1, not " + share);
    }
  }

  /** A duration above 0, at most an hour. */
  static void duration(String name, long nanos) {
    if (nanos < 1 || nanos > HOUR_NANOS) {
      throw new IllegalArgumentException(
          name + " must last above 0 and at most 3600 s, not " + nanos / 1e9 + " s");
    }
  }

  /** A time or a duration, 0 to an hour. */
  static void moment(long nanos) {
    if (nanos < 0 || nanos > HOUR_NANOS) {
      throw new IllegalArgumentException("times must be 0 to 3600 s, not " + nanos / 1e9 + " s");
    }
  }
}
