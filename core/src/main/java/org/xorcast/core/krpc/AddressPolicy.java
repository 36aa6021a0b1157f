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
    return new AddressPolicy(own.isLoopback(), own.isLoopback() || isLocal(own));
  }

  /** Whether a node may be there. */
  public boolean allows(Endpoint endpoint) {
    if (endpoint.isLoopback()) {
      return loopback;
    }
    return isUnicast(endpoint) && (local || !isLocal(endpoint));
  }

  private static boolean isUnicast(Endpoint endpoint) {
    byte[] ip = endpoint.ip().unwrap();
    int first = ip[0] & 0xff;
    if (ip.length == Compact.IPV4_BYTES) {
      return first != 0 && first < 224;
    }
    boolean teredo = first == 0x20 && ip[1] == 1 && ip[2] == 0 && ip[3] == 0;
    return first != 0 && first != 0xff && !teredo;
  }

  /**
   * Private (10/8, 172.16/12, 192.168/16, fc00::/7), link-local (169.254/16, fe80::/10) and
   * carrier-NAT (100.64/10) addresses.
   */
  static boolean isLocal(Endpoint endpoint) {
    byte[] ip = endpoint.ip().unwrap();
    int first = ip[0] & 0xff;
    int second = ip[1] & 0xff;
    if (ip.length > Compact.IPV4_BYTES) {
      return (first & 0xfe) == 0xfc || (first == 0xfe && (second & 0xc0) == 0x80);
    }
    return first == 10
        || (first == 172 && (second & 0xf0) == 16)
        || (first == 192 && second == 168)
        || (first == 169 && second == 254)
        || (first == 100 && (second & 0xc0) == 64);
  }
}
