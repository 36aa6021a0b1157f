package org.xorcast.core.path;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/**
 * The relays through which strangers reach this node: at most {@value #WANTED}, in different
 * networks if there are some. Each is the other end of a link, and may have told where it is in the
 * other IP version, for those who have that alone. Not thread-safe.
 */
final class Reservations {
  static final int WANTED = 3;

  private static final long ANSWER_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long REFUSED_NANOS = Duration.ofSeconds(30).toNanos();

  /** A relay that did not know its other place may have learnt it by then. */
  private static final long OTHER_PLACE_NANOS = Duration.ofMinutes(5).toNanos();

  private static final int IPV4_NETWORK_BYTES = 2;
  private static final int IPV6_NETWORK_BYTES = 4;

  private enum State {
    ASKED,
    HELD,
    REFUSED
  }

  private record Reservation(
      Endpoint relay, @Nullable Endpoint other, State state, long untilNanos) {}

  private final Map<Long, Reservation> byLink = new LinkedHashMap<>();

  /** Where those are that have agreed, and after that, where in the other IP version. */
  List<Endpoint> relays() {
    List<Endpoint> relays = new ArrayList<>(2 * WANTED);
    List<Endpoint> others = new ArrayList<>(WANTED);
    for (Reservation reservation : byLink.values()) {
      if (reservation.state == State.HELD) {
        relays.add(reservation.relay);
        if (reservation.other != null) {
          others.add(reservation.other);
        }
      }
    }
    relays.addAll(others);
    return relays;
  }

  /** The links to them. */
  List<Long> held() {
    List<Long> held = new ArrayList<>(WANTED);
    byLink.forEach((link, reservation) -> {
      if (reservation.state == State.HELD) {
        held.add(link);
      }
    });
    return held;
  }

  /** Whether a relay's datagrams are for us. */
  boolean holds(Endpoint relay) {
    for (Reservation reservation : byLink.values()) {
      if (reservation.state == State.HELD && reservation.relay.equals(relay)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the peer at the other end of a link is to be asked now. */
  boolean wants(long link, Endpoint peer) {
    if (byLink.containsKey(link)) {
      return false;
    }
    int count = 0;
    for (Reservation reservation : byLink.values()) {
      if (reservation.state != State.REFUSED) {
        count++;
        if (!peer.isLocal() && !peer.isLoopback() && sharesNetwork(peer, reservation.relay)) {
          return false;
        }
      }
    }
    return count < WANTED;
  }

  private static boolean sharesNetwork(Endpoint a, Endpoint b) {
    return network(a.ip()).equals(network(b.ip()));
  }

  private static Bytes network(Bytes ip) {
    int length = ip.length() == 4 ? IPV4_NETWORK_BYTES : IPV6_NETWORK_BYTES;
    return Bytes.wrap(Arrays.copyOf(ip.unwrap(), length));
  }

  void asked(long link, Endpoint peer, long nowNanos) {
    byLink.put(link, new Reservation(peer, null, State.ASKED, nowNanos + ANSWER_NANOS));
  }

  /**
   * A relay has answered.
   *
   * @param seconds 0 if it does not want to
   * @param other where it is in the other IP version, null if that is not known
   * @return whether {@link #relays} has changed by it
   */
  boolean answered(long link, int seconds, @Nullable Endpoint other, long nowNanos) {
    Reservation reservation = byLink.get(link);
    if (reservation == null) {
      return false;
    }
    List<Endpoint> before = relays();
    boolean held = seconds > 0;
    long nanos = held ? Duration.ofSeconds(seconds).toNanos() / 2 : REFUSED_NANOS;
    nanos = held && other == null ? Math.min(nanos, OTHER_PLACE_NANOS) : nanos;
    State state = held ? State.HELD : State.REFUSED;
    byLink.put(link, new Reservation(reservation.relay, other, state, nowNanos + nanos));
    return !relays().equals(before);
  }

  /** The links whose reservations are to be asked for again, or whose refusals are forgotten. */
  List<Long> due(long nowNanos) {
    List<Long> due = new ArrayList<>();
    for (Map.Entry<Long, Reservation> entry : List.copyOf(byLink.entrySet())) {
      Reservation reservation = entry.getValue();
      if (reservation.untilNanos <= nowNanos) {
        if (reservation.state == State.HELD) {
          due.add(entry.getKey());
          long again = nowNanos + ANSWER_NANOS;
          byLink.put(
              entry.getKey(),
              new Reservation(reservation.relay, reservation.other, State.HELD, again));
        } else {
          byLink.remove(entry.getKey());
        }
      }
    }
    return due;
  }

  /** Returns whether {@link #relays} has changed by it. */
  boolean linkDown(long link) {
    Reservation gone = byLink.remove(link);
    return gone != null && gone.state == State.HELD;
  }

  /** Nobody needs relays any more; returns whether there were some. */
  boolean clear() {
    boolean some = !relays().isEmpty();
    byLink.clear();
    return some;
  }
}
