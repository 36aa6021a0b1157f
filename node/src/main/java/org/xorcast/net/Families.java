package org.xorcast.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.xorcast.core.id.Endpoint;

/**
 * Which IP versions a socket reaches: one that is bound to an address, that address's version; one
 * for all interfaces, those versions of which the machine has an address that leads out of it. A
 * machine without any may be one whose network is still to come: then both count.
 */
public final class Families {
  /** A version that was missing is looked for again after this. */
  private static final long LOOK_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final InetSocketAddress bound;
  private final Function<InetSocketAddress, List<Endpoint>> addresses;
  private boolean ipv4;
  private boolean ipv6;
  private long lookedNanos;

  public Families(InetSocketAddress bound) {
    this(bound, OwnEndpoints::of, System.nanoTime());
  }

  /**
   * @param addresses where a socket can be reached, as far as the machine knows
   */
  Families(
      InetSocketAddress bound,
      Function<InetSocketAddress, List<Endpoint>> addresses,
      long nowNanos) {
    this.bound = bound;
    this.addresses = addresses;
    look(nowNanos);
  }

  private void look(long nowNanos) {
    lookedNanos = nowNanos;
    InetAddress ip = bound.getAddress();
    boolean any = ip.isAnyLocalAddress();
    List<Endpoint> out =
        any ? addresses.apply(bound).stream().filter(e -> !e.isLoopback()).toList() : List.of();
    boolean both = any && ip instanceof Inet6Address;
    ipv4 = ip instanceof Inet4Address || (both && has(out, false));
    ipv6 = both ? has(out, true) : ip instanceof Inet6Address;
  }

  private static boolean has(List<Endpoint> out, boolean ipv6) {
    return out.isEmpty() || out.stream().anyMatch(e -> e.isIpv6() == ipv6);
  }

  public boolean hasIpv6() {
    return ipv6;
  }

  /** Whether the socket can send there. */
  boolean reaches(Endpoint to, long nowNanos) {
    if (bound.getAddress().isAnyLocalAddress() && bound.getAddress() instanceof Inet6Address) {
      if (!has(to) && nowNanos - lookedNanos >= LOOK_PAUSE_NANOS) {
        look(nowNanos);
      }
      return to.isLoopback() || has(to);
    }
    return has(to);
  }

  private boolean has(Endpoint to) {
    return to.isIpv6() ? ipv6 : ipv4;
  }
}
