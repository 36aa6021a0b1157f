package org.xorcast.mapping;

import java.net.InetAddress;
import java.util.List;
import org.xorcast.core.id.Bytes;

/** Which addresses can be those of the Internet, after IANA's registries of special addresses. */
final class PublicAddress {
  private static final List<Block> SPECIAL_IPV4 =
      List.of(
          block("0.0.0.0", 8),
          block("10.0.0.0", 8),
          block("100.64.0.0", 10),
          block("127.0.0.0", 8),
          block("169.254.0.0", 16),
          block("172.16.0.0", 12),
          block("192.0.0.0", 24),
          block("192.0.2.0", 24),
          block("192.168.0.0", 16),
          block("198.18.0.0", 15),
          block("198.51.100.0", 24),
          block("203.0.113.0", 24),
          block("224.0.0.0", 4),
          block("240.0.0.0", 4));

  private static final Block GLOBAL_IPV6 = block("2000::", 3);
  private static final List<Block> SPECIAL_IPV6 =
      List.of(block("2001:db8::", 32), block("3fff::", 20));

  private PublicAddress() {}

  /**
   * @param ip 4 or 16 bytes
   */
  static boolean is(Bytes ip) {
    byte[] bytes = ip.unwrap();
    if (bytes.length == 4) {
      return SPECIAL_IPV4.stream().noneMatch(block -> block.has(bytes));
    }
    return GLOBAL_IPV6.has(bytes) && SPECIAL_IPV6.stream().noneMatch(block -> block.has(bytes));
  }

  private static Block block(String address, int bits) {
    return new Block(Bytes.wrap(InetAddress.ofLiteral(address).getAddress()), bits);
  }

  private record Block(Bytes address, int bits) {
    boolean has(byte[] ip) {
      byte[] prefix = address.unwrap();
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >>> (bit & 7);
        if ((ip[bit >>> 3] & mask) != (prefix[bit >>> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
