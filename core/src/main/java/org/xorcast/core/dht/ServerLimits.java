package org.xorcast.core.dht;

/**
 * How much a server does for others. Blocks are IPv4 /24 and IPv6 /64.
 *
 * @param perAddress queries answered to one address
 * @param perBlock queries answered to all addresses of one block
 * @param putsPerBlock puts and signed announcements looked at from one block
 * @param signatures signatures checked for everybody together
 * @param replyBytes bytes of payload sent in reply to everybody together
 */
public record ServerLimits(
    Rate perAddress, Rate perBlock, Rate putsPerBlock, Rate signatures, Rate replyBytes) {
  /**
   * For the internet: an ordinary client asks one node a few times a minute, and a home or a
   * provider's NAT has many of them.
   */
  public static ServerLimits defaults() {
    return new ServerLimits(
        new Rate(10, 100),
        new Rate(50, 500),
        new Rate(10, 100),
        new Rate(1000, 1000),
        new Rate(1_000_000, 2_000_000));
  }

  /** For a network of one's own, or a machine of tests, where all come from a few addresses. */
  public static ServerLimits local() {
    Rate plenty = new Rate(1_000_000, 1_000_000);
    return new ServerLimits(plenty, plenty, plenty, plenty, new Rate(1e9, 1_000_000_000));
  }
}
