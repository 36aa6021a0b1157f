package org.xorcast.core.dht;

import java.util.Arrays;
import org.xorcast.core.id.Bytes;

/** What one party is taken to have for itself: an IPv4 /24 or an IPv6 /64. */
final class Blocks {
  private static final int IPV4_BYTES = 4;
  private static final int IPV4_BLOCK_BYTES = 3;
  private static final int IPV6_BLOCK_BYTES = 8;

  private Blocks() {}

  /** The block that the address {@code ip}, 4 or 16 bytes, is in. */
  static Bytes of(Bytes ip) {
    int length = ip.length() == IPV4_BYTES ? IPV4_BLOCK_BYTES : IPV6_BLOCK_BYTES;
    return Bytes.wrap(Arrays.copyOf(ip.unwrap(), length));
  }
}
