package org.xorcast.core.path;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.TokenBucket;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.path.PathMessage.Opened;
import org.xorcast.core.path.PathMessage.Refusal;
import org.xorcast.core.path.PathMessage.Refused;
import org.xorcast.core.wire.Reader;

/**
 * Passes datagrams on between peers with a reservation and whoever wants to speak to them.
 *
 * <p>A reservation is a link, straight, over which the peer has asked for it, and ends with it. A
 * flow is opened by a datagram whose answer has to arrive, so nobody opens one with a forged
 * address, and only its two ends may use it. What flows is QUIC from end to end. Not thread-safe.
 *
 * <p>Who comes through a tunnel reaches nobody by himself, and who comes by another IP version than
 * the peer's may have that alone: for him a flow is opened to anybody with a straight link, too.
 */
final class Relay {
  /** A flow that nobody used for so long is closed. */
  static final long FLOW_IDLE_NANOS = Duration.ofMinutes(2).toNanos();

  /** How long a reservation holds unless it is asked for again, in seconds. */
  static final int RESERVATION_SECONDS = 3600;

  /** Flows that one address may ask for. */
  private static final int OPENS_PER_SECOND = 5;

  private static final int OPEN_BURST = 40;

  /** What each flow has taken is counted anew so often. */
  private static final int WINDOWS_PER_SECOND = 10;

  private static final long WINDOW_NANOS = Duration.ofMillis(1000 / WINDOWS_PER_SECOND).toNanos();

  private record Reservation(long link, Endpoint from, long untilNanos) {}

  private static final class Flow {
    final Endpoint caller;
    final PeerId target;

    /** To the target if it has no reservation, else 0. */
    final long link;

    final TokenBucket bytes;
    long usedNanos;

    /** Passed on in this window. */
    long windowBytes;

    Flow(Endpoint caller, PeerId target, long link, TokenBucket bytes, long nowNanos) {
      this.caller = caller;
      this.target = target;
      this.link = link;
      this.bytes = bytes;
      this.usedNanos = nowNanos;
    }
  }

  private final RelayLimits limits;
  private final IntFunction<byte[]> random;
  private final LongFunction<@Nullable Endpoint> whereIs;
  private final ToLongFunction<PeerId> straightLink;
  private final Map<PeerId, Reservation> reservations = new LinkedHashMap<>();
  private final Map<Integer, Flow> flows = new LinkedHashMap<>();
  private final Askers openers = new Askers(OPENS_PER_SECOND, OPEN_BURST);
  private final TokenBucket allBytes;
  private long windowNanos;
  private int busyBefore;
  private int busyNow;
  private long forwardedBytes;
  private long overRate;
  private long unknown;
  private long refused;

  /**
   * @param random gives so many bytes that nobody can guess
   * @param whereIs the address of a link's other end if it is reached straight, else null
   * @param straightLink the link to a peer that is reached straight, 0 if there is none
   */
  Relay(
      RelayLimits limits,
      IntFunction<byte[]> random,
      LongFunction<@Nullable Endpoint> whereIs,
      ToLongFunction<PeerId> straightLink) {
    this.straightLink = straightLink;
    this.limits = limits;
    this.random = random;
    this.whereIs = whereIs;
    this.allBytes = bucket(limits.bytesPerSecond(), limits.bytesPerSecond());
  }

  private static TokenBucket bucket(int perSecond, int burst) {
    return new TokenBucket(Math.max(1, 1_000_000_000L / perSecond), burst);
  }

  /** Asked for by the peer at the other end of a link; returns for how many seconds it holds. */
  int reserve(PeerId peer, long link, long nowNanos) {
    Endpoint from = whereIs.apply(link);
    boolean known = reservations.containsKey(peer);
    if (from == null || (!known && (isFull() || isFull(from)))) {
      refused++;
      return 0;
    }
    long untilNanos = nowNanos + Duration.ofSeconds(RESERVATION_SECONDS).toNanos();
    reservations.put(peer, new Reservation(link, from, untilNanos));
    return RESERVATION_SECONDS;
  }

  private boolean isFull() {
    return reservations.size() >= limits.reservations();
  }

  private boolean isFull(Endpoint from) {
    if (!TunnelEnd.is(from) && (from.isLocal() || from.isLoopback())) {
      return false;
    }
    long same = reservations.values().stream().filter(r -> r.from.ip().equals(from.ip())).count();
    return same >= limits.reservationsPerIp();
  }

  /** A link is gone, and its peer's reservation with it. */
  void linkDown(long link) {
    flows.values().removeIf(flow -> flow.link == link);
    for (Iterator<Map.Entry<PeerId, Reservation>> all = reservations.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<PeerId, Reservation> entry = all.next();
      if (entry.getValue().link == link) {
        all.remove();
        flows.values().removeIf(flow -> flow.target.equals(entry.getKey()));
      }
    }
  }

  /**
   * Somebody wants to speak to somebody.
   *
   * @return the answer, shorter than the question; null if there is none
   */
  @Nullable PathMessage open(Endpoint caller, PathMessage.Open open, long nowNanos) {
    if (limits.reservations() == 0 || !openers.allow(caller.ip(), nowNanos)) {
      refused++;
      return null;
    }
    Reservation reservation = reservations.get(open.target());
    boolean reserved = reservation != null && reservation.untilNanos >= nowNanos;
    long link = reserved ? 0 : linkFor(caller, open.target());
    if (!reserved && link == 0) {
      refused++;
      return new Refused(open.transaction(), Refusal.NOT_HERE);
    }
    int flows = 0;
    for (Map.Entry<Integer, Flow> entry : this.flows.entrySet()) {
      Flow flow = entry.getValue();
      if (flow.target.equals(open.target())) {
        if (flow.caller.equals(caller)) {
          flow.usedNanos = nowNanos;
          return new Opened(open.transaction(), entry.getKey());
        }
        flows++;
      }
    }
    if (flows >= limits.flowsPerReservation()) {
      refused++;
      return new Refused(open.transaction(), Refusal.FULL);
    }
    int number = newNumber();
    TokenBucket bytes = bucket(limits.flowBytesPerSecond(), limits.flowBurstBytes());
    this.flows.put(number, new Flow(caller, open.target(), link, bytes, nowNanos));
    return new Opened(open.transaction(), number);
  }

  /** The link to a peer for a caller who needs no reservation of it, 0 if there is none. */
  private long linkFor(Endpoint caller, PeerId target) {
    long link = straightLink.applyAsLong(target);
    Endpoint at = link == 0 ? null : whereIs.apply(link);
    boolean across = at != null && !TunnelEnd.is(at) && at.isIpv6() != caller.isIpv6();
    return TunnelEnd.is(caller) || across ? link : 0;
  }

  private int newNumber() {
    int number = 0;
    while (number == 0 || flows.containsKey(number)) {
      number = new Reader(random.apply(4)).u32();
    }
    return number;
  }

  /** Whether a flow of this number is open here. */
  boolean has(int flow) {
    return flows.containsKey(flow);
  }

  /**
   * Where a datagram of a flow goes.
   *
   * @return null if it is to be dropped
   */
  @Nullable Endpoint route(Endpoint from, int number, int sizeBytes, long nowNanos) {
    Flow flow = flows.get(number);
    Endpoint target = flow == null ? null : target(flow);
    if (flow == null || target == null) {
      unknown++;
      return null;
    }
    Endpoint to = from.equals(flow.caller) ? target : from.equals(target) ? flow.caller : null;
    if (to == null) {
      unknown++;
    } else if (!flow.bytes.has(sizeBytes, nowNanos)
        || !allBytes.has(sizeBytes, nowNanos)
        || takesTooMuch(flow, sizeBytes, nowNanos)) {
      overRate++;
      return null;
    } else {
      flow.bytes.take(sizeBytes, nowNanos);
      allBytes.take(sizeBytes, nowNanos);
      flow.usedNanos = nowNanos;
      busyNow += flow.windowBytes == 0 ? 1 : 0;
      flow.windowBytes += sizeBytes;
      forwardedBytes += sizeBytes;
    }
    return to;
  }

  /** When all flows together come near to the limit, none gets more than its share of it. */
  private boolean takesTooMuch(Flow flow, int sizeBytes, long nowNanos) {
    if (nowNanos - windowNanos >= WINDOW_NANOS) {
      windowNanos = nowNanos;
      busyBefore = busyNow;
      busyNow = 0;
      flows.values().forEach(each -> each.windowBytes = 0);
    }
    boolean scarce = !allBytes.has(limits.bytesPerSecond() / 2, nowNanos);
    int share =
        limits.bytesPerSecond() / WINDOWS_PER_SECOND / Math.max(1, Math.max(busyBefore, busyNow));
    return scarce && flow.windowBytes + sizeBytes > share;
  }

  private @Nullable Endpoint target(Flow flow) {
    Reservation reservation = reservations.get(flow.target);
    long link = reservation == null ? flow.link : reservation.link;
    return link == 0 ? null : whereIs.apply(link);
  }

  /** Closes what nobody uses. */
  void expire(long nowNanos) {
    flows.values().removeIf(flow -> nowNanos - flow.usedNanos > FLOW_IDLE_NANOS);
    reservations.values().removeIf(reservation -> reservation.untilNanos < nowNanos);
  }

  RelayCounters counters() {
    return new RelayCounters(
        reservations.size(), flows.size(), forwardedBytes, overRate, unknown, refused);
  }
}
