package org.xorcast.mapping;

/** How long mappings last. */
final class Lifetime {
  /** What is asked for. RFC 6886 recommends 2 h; with one hour a crashed node's is gone sooner. */
  static final int ASKED_SECONDS = 3600;

  /** Longer ones are not believed (RFC 6887, 15): the gateway may be another by then. */
  private static final long MAX_SECONDS = 24 * 3600;

  private Lifetime() {}

  /** 1 to 86,400 of what a gateway granted. */
  static int granted(long seconds) {
    return (int) Math.clamp(seconds, 1, MAX_SECONDS);
  }
}
