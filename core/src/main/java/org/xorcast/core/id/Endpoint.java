package org.xorcast.core.id;

import java.util.HexFormat;

/**
 * An IP address and a UDP port, without a dependency on sockets.
 *
 * @param ip 4 bytes for IPv4, 16 for IPv6
 * @param port 1 to 65535
 */
public record Endpoint(Bytes ip, int port) implements Comparable<Endpoint> {
  private static final int IPV6_BYTES = 16;
  private static final int IPV6_GROUPS = 8;

  public Endpoint {
    if (ip.length() != 4 && ip.length() != IPV6_BYTES) {
      throw new IllegalArgumentException(
          "an IP address has 4 or 16 bytes, this has " + ip.length());
    }
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("a port is 1 to 65535, this is " + port);
    }
  }

  /** An IPv4 endpoint from the address as a number. */
  public static Endpoint ofIpv4(int address, int port) {
    byte[] ip = {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
    };
    return new Endpoint(Bytes.wrap(ip), port);
  }

  /** True for 127.0.0.0/8 and ::1. */
  public boolean isLoopback() {
    byte[] bytes = ip.unwrap();
    if (bytes.length == 4) {
      return bytes[0] == 127;
    }
    for (int i = 0; i < 15; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[15] == 1;
  }

  public boolean isIpv6() {
    return ip.length() == IPV6_BYTES;
  }

  /**
   * True for addresses that mean something within one network only: private (10/8, 172.16/12,
   * 192.168/16, fc00::/7), link-local (169.254/16, fe80::/10) and behind a carrier's NAT
   * (100.64/10).
   */
  public boolean isLocal() {
    byte[] bytes = ip.unwrap();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if (isIpv6()) {
      return (first & 0xfe) == 0xfc || (first == 0xfe && (second & 0xc0) == 0x80);
    }
    return first == 10
        || (first == 172 && (second & 0xf0) == 16)
        || (first == 192 && second == 168)
        || (first == 100 && (second & 0xc0) == 64)
        || (first == 169 && second == 254);
  }

  @Override
  public int compareTo(Endpoint other) {
    int order = java.util.Arrays.compareUnsigned(ip.unwrap(), other.ip.unwrap());
    return order != 0 ? order : Integer.compare(port, other.port);
  }

  /** {@code 10.0.0.7:4001} or {@code [2001:db8::1]:4001}. */
  @Override
  public String toString() {
    byte[] bytes = ip.unwrap();
    return (isIpv6() ? '[' + ipv6(bytes) + ']' : ipv4(bytes)) + ':' + port;
  }

  private static String ipv4(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      text.append(i == 0 ? "" : ".").append(bytes[i] & 0xff);
    }
    return text.toString();
  }

  /** As RFC 5952 has it: the longest run of zeros, the first of equal ones, is left out. */
  private static String ipv6(byte[] bytes) {
    int longest = IPV6_GROUPS;
    int length = 1;
    for (int i = 0; i < IPV6_GROUPS; i++) {
      if (zeros(bytes, i) > length) {
        longest = i;
        length = zeros(bytes, i);
      }
    }
    if (longest == IPV6_GROUPS) {
      return groups(bytes, 0, IPV6_GROUPS);
    }
    return groups(bytes, 0, longest) + "::" + groups(bytes, longest + length, IPV6_GROUPS);
  }

  private static int zeros(byte[] bytes, int from) {
    int end = from;
    while (end < IPV6_GROUPS && bytes[2 * end] == 0 && bytes[2 * end + 1] == 0) {
      end++;
    }
    return end - from;
  }

  private static String groups(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      String group = HexFormat.of().formatHex(bytes, 2 * i, 2 * i + 2);
      text.append(i == from ? "" : ":").append(group.replaceFirst("^0{1,3}", ""));
    }
    return text.toString();
  }
}
