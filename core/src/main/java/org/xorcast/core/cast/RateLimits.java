package org.xorcast.core.cast;

/**
 * How much a node takes from others, each limit a {@link Rate}.
 *
 * <p>A publisher is limited at every hop, so whoever passes its messages on is not to blame for
 * their number. A neighbour is limited in what nobody wanted from it.
 *
 * @param publisherMessages new messages of one publisher
 * @param publisherBytes payload of new messages of one publisher
 * @param unwanted what a neighbour sends in vain, in pieces of {@value #UNWANTED_UNIT_BYTES} bytes
 *     begun: payload that was here already, was too old, or was over its own limit as a publisher
 * @param announcements ids in a neighbour's IHAVE
 */
public record RateLimits(
    Rate publisherMessages, Rate publisherBytes, Rate unwanted, Rate announcements) {
  static final int UNWANTED_UNIT_BYTES = 4096;

  public static final RateLimits DEFAULT =
      new RateLimits(
          new Rate(2000, 10_000),
          new Rate(32 << 20, 256 << 20),
          new Rate(500, 5000),
          new Rate(5000, 20_000));
}
