package org.xorcast.core.overlay;

import java.util.Arrays;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.TunnelEnd;

/**
 * How many neighbours may come from one network of addresses, an IPv4 /24 or an IPv6 /64, so that
 * somebody with few addresses and many keys fills nobody's table (geth's rule).
 *
 * <p>Only addresses that are scarce are counted: on loopback, in private networks (10/8, 172.16/12,
 * 192.168/16, fc00::/7), behind a carrier's NAT (100.64/10) and on a local link (169.254/16,
 * fe80::/10) all nodes may well be neighbours of each other, and nobody from outside gets there.
 * Who comes through a tunnel counts as the network that the tunnel comes from.
 *
 * @param perBucket most in one bucket
 * @param perTable most in the whole table, and most links in all
 */
public record PrefixLimit(int perBucket, int perTable) {
  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 8;

  static boolean isScarce(Endpoint endpoint) {
    return TunnelEnd.is(endpoint) || (!endpoint.isLoopback() && !endpoint.isLocal());
  }

  static boolean sharePrefix(Endpoint a, Endpoint b) {
    byte[] ip = a.ip().unwrap();
    byte[] other = b.ip().unwrap();
    int length =
        TunnelEnd.is(a)
            ? TunnelEnd.prefixBytes(a)
            : ip.length == 4 ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
    return ip.length == other.length && Arrays.equals(ip, 0, length, other, 0, length);
  }
}
