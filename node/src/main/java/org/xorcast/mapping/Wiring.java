package org.xorcast.mapping;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Ports and times; tests have others.
 *
 * @param controlPort where gateways speak PCP and NAT-PMP
 * @param searchPort where they speak SSDP
 * @param searchGroup SSDP's multicast group
 */
record Wiring(int controlPort, int searchPort, InetSocketAddress searchGroup, Times times) {
  static final Wiring STANDARD =
      new Wiring(
          5351,
          1900,
          new InetSocketAddress(InetAddress.ofLiteral("239.255.255.250"), 1900),
          new Times(250, 1500, 2500, 3000, 800, 4000, 120_000, 600_000));

  /**
   * All in milliseconds.
   *
   * @param resend the first pause before an unanswered datagram is sent again; doubles each time
   * @param answer how long an answer to it is awaited in all (RFC 6886 would wait two minutes, but
   *     routers answer within milliseconds or never)
   * @param search how long answers to a search are awaited: devices wait up to 1 s before they
   *     speak
   * @param http for one request with its whole answer
   * @param remove how long an answer to a removal is awaited
   * @param renewMin the least time between renewals (RFC 6887, 11.2.1), however short the lifetime
   * @param check between looks at whether the gateway still remembers
   * @param retry after nobody answered or all refused
   */
  record Times(
      int resend,
      int answer,
      int search,
      int http,
      int remove,
      int renewMin,
      int check,
      int retry) {}
}
