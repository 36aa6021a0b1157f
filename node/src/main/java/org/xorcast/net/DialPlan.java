package org.xorcast.net;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.xorcast.core.id.Endpoint;

/**
 * Where a peer is tried, all at the same time: the first way that answers is taken.
 *
 * <p>Who names relays may be behind a NAT, and one that has seen a stranger come may take the port
 * from under the hole that is to be punched there: he is tried at his places later, if no relay
 * helps. That goes for IPv4; IPv6 has no such NATs, and may be open where IPv4 is not.
 *
 * @param straight places to try at once, IPv6 first
 * @param relays where to ask for flows to the peer
 * @param later places to try if nothing has come back
 */
record DialPlan(List<Endpoint> straight, List<Endpoint> relays, List<Endpoint> later) {
  /**
   * @param mayDial whether this node can send there
   */
  static DialPlan of(List<Endpoint> endpoints, List<Endpoint> relays, Predicate<Endpoint> mayDial) {
    List<Endpoint> places =
        endpoints.stream()
            .filter(mayDial)
            .sorted(Comparator.comparing(Endpoint::isIpv6).reversed())
            .toList();
    List<Endpoint> through = relays.stream().distinct().filter(mayDial).toList();
    if (through.isEmpty()) {
      return new DialPlan(places, through, List.of());
    }
    List<Endpoint> straight = new ArrayList<>(places);
    straight.removeIf(place -> !place.isIpv6() || place.isLocal() || place.isLoopback());
    return new DialPlan(
        straight, through, places.stream().filter(place -> !straight.contains(place)).toList());
  }

  /** Whether all that there is to try is IPv4, and this node has none. */
  static boolean lacksIpv4(
      List<Endpoint> endpoints, List<Endpoint> relays, Predicate<Endpoint> mayDial) {
    return relays.stream().noneMatch(mayDial)
        && endpoints.stream().anyMatch(place -> !place.isIpv6() && !mayDial.test(place));
  }

  boolean isEmpty() {
    return straight.isEmpty() && relays.isEmpty() && later.isEmpty();
  }

  /** All places, now or later. */
  List<Endpoint> places() {
    List<Endpoint> places = new ArrayList<>(straight);
    places.addAll(later);
    return places;
  }
}
