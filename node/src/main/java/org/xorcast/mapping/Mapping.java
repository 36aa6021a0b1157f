package org.xorcast.mapping;

import org.xorcast.core.id.Endpoint;

/**
 * A UDP port of the gateway's that leads to this node.
 *
 * @param protocol how it was got
 * @param external what the gateway says its address is, and the port there
 * @param internalPort this node's UDP port, 1 to 65535
 * @param lifetimeSeconds how long the gateway keeps it unless it is renewed, 1 to 86400; 0: until
 *     it is removed or the gateway restarts
 */
public record Mapping(Protocol protocol, Endpoint external, int internalPort, int lifetimeSeconds) {

  /**
   * False if {@code external} cannot be an address of the Internet: private, behind a carrier's NAT
   * (100.64/10), loopback, link-local, documentation, benchmarking, multicast, reserved or
   * unspecified. The gateway then lies or is behind another NAT. The mapping is kept, since packets
   * may get as far as the gateway some other way, but its address must not be told to others.
   *
   * <p>True proves nothing yet: only a packet from outside that came in does.
   */
  public boolean trusted() {
    return PublicAddress.is(external.ip());
  }
}
