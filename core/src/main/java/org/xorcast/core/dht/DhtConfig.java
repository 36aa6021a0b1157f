package org.xorcast.core.dht;

import java.util.List;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.krpc.AddressPolicy;

/**
 * What a node of the DHT is set up with.
 *
 * @param own where it is bound, or the addresses of its interfaces if it is bound to all
 * @param ipv4 whether it can send to IPv4 addresses
 * @param ipv6 whether it can send to IPv6 addresses
 * @param policy which addresses it takes from others
 * @param mode whether it answers others
 * @param limits how much it does for others
 */
public record DhtConfig(
    List<Endpoint> own,
    boolean ipv4,
    boolean ipv6,
    AddressPolicy policy,
    Mode mode,
    ServerLimits limits) {

  /** Whether a node answers others and wants to be in their tables (BEP 43). */
  public enum Mode {
    SERVER,
    CLIENT,
    /**
     * A client, until others agree that it is at an address of its own, or somebody whom it never
     * asked has got through to it.
     */
    ADAPTIVE
  }

  /**
   * What suits a node with these addresses.
   *
   * @param ways addresses to join through: if all are of this machine or of a local network, so is
   *     the DHT; without any, its own addresses tell
   */
  public static DhtConfig of(
      List<Endpoint> own, List<Endpoint> ways, boolean ipv4, boolean ipv6, Mode mode) {
    List<Endpoint> telling = ways.isEmpty() ? own : ways;
    boolean loopback = telling.stream().anyMatch(Endpoint::isLoopback);
    boolean local = telling.stream().allMatch(e -> e.isLoopback() || e.isLocal());
    AddressPolicy policy = new AddressPolicy(loopback, local);
    ServerLimits limits = policy.local() ? ServerLimits.local() : ServerLimits.defaults();
    return new DhtConfig(List.copyOf(own), ipv4, ipv6, policy, mode, limits);
  }

  /** Whether many nodes may share an address, since all are one's own. */
  boolean isLocal() {
    return policy.local();
  }
}
