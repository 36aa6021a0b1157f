package org.xorcast.sim.scenario;

/**
 * What is published.
 *
 * @param messages how many, 1 to 1,000,000
 * @param payloadBytes of each, 1 byte to 16 MiB
 * @param intervalNanos between two messages, and after the last one
 * @param delayNanos how long the network is left to its faults before the first message
 * @param publishers how many nodes take turns at random; {@link #EVERYBODY} for any live node
 */
public record TrafficPlan(
    int messages, int payloadBytes, long intervalNanos, long delayNanos, int publishers) {
  public static final int EVERYBODY = 0;

  /** Ten messages of 1 kB, one a second, each from another node. */
  public static final TrafficPlan DEFAULT = new TrafficPlan(10, 1000, 1_000_000_000L, 0, EVERYBODY);

  private static final long INTERVAL_MAX_NANOS = 600_000_000_000L;

  public TrafficPlan {
    Checks.range("messages", messages, 1, 1_000_000);
    if (payloadBytes < 1 || payloadBytes > 16 << 20) {
      throw new IllegalArgumentException("payload must be 1 byte to 16 MiB, not " + payloadBytes);
    }
    if (intervalNanos < 1 || intervalNanos > INTERVAL_MAX_NANOS) {
      throw new IllegalArgumentException(
          "the interval must be above 0 and at most 600 s, not " + intervalNanos / 1e9 + " s");
    }
    if (delayNanos < 0 || delayNanos > INTERVAL_MAX_NANOS) {
      throw new IllegalArgumentException(
          "the delay must be 0 to 600 s, not " + delayNanos / 1e9 + " s");
    }
    Checks.range("publishers", publishers, 0, 1 << 20);
  }
}
