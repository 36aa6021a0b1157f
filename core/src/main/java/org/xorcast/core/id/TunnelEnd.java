package org.xorcast.core.id;

import java.util.Arrays;

/**
 * The made-up endpoint that stands for the other end of a tunnel: {@code fdb5:d0c4:6a2f:0004::} and
 * its IPv4 address, or {@code fdb5:d0c4:6a2f:0006} and its IPv6 /64, which is what one subscriber
 * has; the port is the tunnel's number. All tunnels of one subscriber have one address, so what is
 * bounded for each address holds for them too.
 *
 * <p>It means something inside the node that made it up, and is told to nobody.
 */
public final class TunnelEnd {
  private static final byte[] PREFIX = {
    (byte) 0xfd, (byte) 0xb5, (byte) 0xd0, (byte) 0xc4, 0x6a, 0x2f
  };
  private static final int FAMILY_AT = 7;
  private static final int SUBSCRIBER_AT = 8;

  private TunnelEnd() {}

  /**
   * The end of a tunnel.
   *
   * @param ip of its TCP connection, 4 or 16 bytes
   * @param number which of them, 1 to 65535
   */
  public static Endpoint of(Bytes ip, int number) {
    byte[] from = ip.unwrap();
    byte[] made = Arrays.copyOf(PREFIX, 16);
    boolean ipv4 = from.length == 4;
    made[FAMILY_AT] = (byte) (ipv4 ? 4 : 6);
    System.arraycopy(from, 0, made, ipv4 ? SUBSCRIBER_AT + 4 : SUBSCRIBER_AT, ipv4 ? 4 : 8);
    return new Endpoint(Bytes.wrap(made), number);
  }

  /** How many bytes of its address are those of its subscriber's network, an IPv4 /24 or a /64. */
  public static int prefixBytes(Endpoint end) {
    byte[] ip = end.ip().unwrap();
    return ip[FAMILY_AT] == 4 ? ip.length - 1 : ip.length;
  }

  /** Whether an address is one of these. */
  public static boolean is(byte[] ip) {
    return ip.length == 16 && Arrays.equals(ip, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
  }

  /** Whether an endpoint is one of these. */
  public static boolean is(Endpoint endpoint) {
    return is(endpoint.ip().unwrap());
  }
}
