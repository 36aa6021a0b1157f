package org.xorcast.core.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;

/**
 * What this node has learnt about its own place: where others see it, and whether strangers reach
 * it. A packet from an address that was never sent anything proves that they do; that some were
 * asked to send one, and none came, that they do not (AutoNAT). Each IP version has a place of its
 * own: what one of them is proves nothing about the other. Not thread-safe.
 */
final class Reachability {
  /** Whether strangers reach this node. */
  enum State {
    UNKNOWN,
    PUBLIC,
    HIDDEN
  }

  private static final int CONTACTED_MAX = 8192;

  private final Standing ipv4;
  private final Standing ipv6;
  private boolean hasOpenIpv4;
  private final Set<Bytes> contacted = new LinkedHashSet<>();
  private long turn;
  private boolean tunnelled;
  private boolean leavingTunnel;

  /**
   * @param own addresses of this machine's interfaces, with the socket's port
   */
  Reachability(List<Endpoint> own) {
    ipv4 = new Standing(in(false, own));
    ipv6 = new Standing(in(true, own));
    hasOpenIpv4 = isOpen(in(false, own));
  }

  private static List<Endpoint> in(boolean ipv6, List<Endpoint> endpoints) {
    return endpoints.stream().filter(e -> e.isIpv6() == ipv6).toList();
  }

  private static boolean isOpen(List<Endpoint> own) {
    return own.stream().anyMatch(e -> !e.isLocal() && !e.isLoopback());
  }

  /** The addresses are others now. */
  void own(List<Endpoint> own, long nowNanos) {
    ipv4.own(in(false, own), nowNanos);
    ipv6.own(in(true, own), nowNanos);
    hasOpenIpv4 = isOpen(in(false, own));
    if (tunnelled) {
      ipv4.tunnelled();
      ipv6.tunnelled();
    }
  }

  private Standing standing(boolean inIpv6) {
    return inIpv6 ? ipv6 : ipv4;
  }

  State state(boolean inIpv6) {
    return standing(inIpv6).state();
  }

  /** That of IPv4, which most have; without it, that of IPv6. */
  State state() {
    return state(!ipv4.isKnown() && ipv6.isKnown());
  }

  /** Something is sent to an address: what comes from there is nothing of a stranger any more. */
  void contacted(Endpoint to) {
    if (contacted.add(to.ip()) && contacted.size() > CONTACTED_MAX) {
      contacted.remove(contacted.iterator().next());
    }
  }

  /** Whether it is somebody to whom nothing was sent; of who is near, that proves nothing. */
  boolean isStranger(Endpoint from) {
    return !contacted.contains(from.ip()) && !from.isLoopback() && !from.isLocal();
  }

  /** A packet that somebody meant for us came from there. */
  void heardStranger(Endpoint from) {
    if (isStranger(from)) {
      standing(from.isIpv6()).reached();
    }
  }

  /** A gateway passes on what comes there, null if none does. */
  void mapped(@Nullable Endpoint external) {
    boolean inIpv6 = external != null && external.isIpv6();
    ipv4.mapped(inIpv6 ? null : external);
    ipv6.mapped(inIpv6 ? external : null);
  }

  /** UDP gets nowhere: strangers have to come through relays, whatever was seen before. */
  void tunnelled() {
    tunnelled = true;
    leavingTunnel = false;
    ipv4.tunnelled();
    ipv6.tunnelled();
  }

  /** UDP passes again: of the place nothing is known until somebody sees this node. */
  void leavesTunnel() {
    leavingTunnel = tunnelled;
  }

  /** Whether peers have to be asked where they see this node. */
  boolean isLeavingTunnel() {
    return leavingTunnel;
  }

  /** A peer sees this node there. */
  void seen(PeerId observer, Endpoint where, Endpoint seen, long nowNanos) {
    // What it calls a place of the other version is one that something in between has.
    if ((tunnelled && !leavingTunnel) || where.isIpv6() != seen.isIpv6()) {
      return;
    }
    if (tunnelled) {
      tunnelled = false;
      leavingTunnel = false;
      ipv4.leftTunnel(nowNanos);
      ipv6.leftTunnel(nowNanos);
    }
    Standing.Sight sight = new Standing.Sight(where.ip(), seen, ++turn);
    standing(seen.isIpv6()).seen(observer, sight, nowNanos);
  }

  /** Where a peer sees this node, as far as it is remembered. */
  @Nullable Endpoint seenBy(PeerId observer) {
    Endpoint seen = ipv4.seenBy(observer);
    return seen == null ? ipv6.seenBy(observer) : seen;
  }

  /** Whether some peer sees this node at that address. */
  boolean isSeenAt(Bytes ip) {
    return places(Integer.MAX_VALUE).stream().anyMatch(seen -> seen.ip().equals(ip));
  }

  /** Whether peers see this node by the same IP version, and all at other addresses. */
  boolean isSeenElsewhere(Bytes ip) {
    return !isSeenAt(ip)
        && places(Integer.MAX_VALUE).stream().anyMatch(seen -> seen.ip().length() == ip.length());
  }

  /** Changes whenever a peer sees this node at another place than before. */
  int version() {
    return ipv4.version() + ipv6.version();
  }

  /** Whether its NAT, which is one of IPv4, shows it at another port to everybody. */
  boolean varies() {
    return ipv4.varies();
  }

  /** Where others see this node, the most recent first, at most {@code max}. */
  List<Endpoint> places(int max) {
    List<Standing.Sight> sights = new ArrayList<>(ipv4.sights());
    sights.addAll(ipv6.sights());
    sights.sort(Comparator.comparingLong(Standing.Sight::turn).reversed());
    return sights.stream().map(Standing.Sight::seen).distinct().limit(max).toList();
  }

  /** What of its places is worth telling: of one whose port varies, only the addresses. */
  Set<Endpoint> tellable() {
    Set<Endpoint> tellable = new LinkedHashSet<>(ipv4.tellable());
    tellable.addAll(ipv6.tellable());
    return tellable;
  }

  /** Where strangers of that version may call it, null if that is not known. */
  @Nullable Endpoint callable(boolean inIpv6) {
    return tunnelled ? null : standing(inIpv6).callable();
  }

  /**
   * Whether strangers have to come through a relay, as far as is known. IPv4 decides it, for most
   * have that alone: who has none has to be called through a relay by them, though all with IPv6
   * may reach him.
   */
  boolean needsRelays(long nowNanos) {
    if (tunnelled) {
      return true;
    }
    if (!ipv4.isKnown()) {
      return !hasOpenIpv4 && ipv6.isSeenOutside();
    }
    return ipv4.needsRelays(nowNanos) && !mayBeOpen();
  }

  /** Whose IPv6 is open has an open IPv4, too, if no NAT shows and nothing else is known. */
  private boolean mayBeOpen() {
    return ipv6.state() == State.PUBLIC && ipv4.state() == State.UNKNOWN && !ipv4.isTranslated();
  }

  // ---- dial-backs -------------------------------------------------------------------------------

  /** Whether one more peer that sees this node in that version is to have it dialled back. */
  boolean wantsDialBack(boolean inIpv6, long nowNanos) {
    return standing(inIpv6).wantsDialBack(nowNanos);
  }

  void asked(Bytes nonce, boolean inIpv6, long nowNanos) {
    standing(inIpv6).asked(nonce, nowNanos);
  }

  /** Whether somebody will; without, nothing is proved. */
  void answered(Bytes nonce, boolean asked) {
    if (!asked) {
      boolean _ = ipv4.forget(nonce) || ipv6.forget(nonce);
    }
  }

  /** Who knows nobody that is a stranger would ask forever, and others get no dial-backs then. */
  void arrived(Bytes nonce, Endpoint from, long nowNanos) {
    Standing standing = standing(from.isIpv6());
    if (standing.forget(nonce)) {
      if (!isStranger(from)) {
        standing.rest(nowNanos);
      }
      heardStranger(from);
    }
  }

  void expire(long nowNanos) {
    ipv4.expire(nowNanos);
    ipv6.expire(nowNanos);
  }
}
