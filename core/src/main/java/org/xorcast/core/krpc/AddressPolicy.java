package org.xorcast.core.krpc;

import org.xorcast.core.id.Endpoint;

/**
 * Which addresses a node takes from others: never those that no host has, and those of one machine
 * or one local network only if the node lives there itself.
 *
 * @param loopback whether 127/8 and ::1 are taken
 * @param local whether private, link-local and carrier-NAT addresses are
 */
public record AddressPolicy(boolean loopback, boolean local) {
  /** What suits a node that is bound to, or seen at, {@code own}. */
  public static AddressPolicy of(Endpoint own) {
    return new AddressPolicy(own.isLoopback(), own.isLoopback() || own.isLocal());
  }

  /** Whether a node may be there. */
  public boolean allows(Endpoint endpoint) {
    if (endpoint.isLoopback()) {
      return loopback;
    }
    return isUnicast(endpoint) && (local || !endpoint.isLocal());
  }

  private static boolean isUnicast(Endpoint endpoint) {
    byte[] ip = endpoint.ip().unwrap();
    int first = ip[0] & 0xff;
    if (!endpoint.isIpv6()) {
      return first != 0 && first < 224;
    }
    boolean teredo = first == 0x20 && ip[1] == 1 && ip[2] == 0 && ip[3] == 0;
    return first != 0 && first != 0xff && !teredo;
  }
}
