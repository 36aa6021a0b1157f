package org.xorcast.core.path;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;

/**
 * What this node has learnt about its own place: where others see it, and whether strangers reach
 * it. A packet from an address that was never sent anything proves that they do; that some were
 * asked to send one, and none came, that they do not (AutoNAT). Not thread-safe.
 */
final class Reachability {
  /** Whether strangers reach this node. */
  enum State {
    UNKNOWN,
    PUBLIC,
    HIDDEN
  }

  private static final int OBSERVERS_MAX = 64;
  private static final int CONTACTED_MAX = 8192;
  private static final int FAILURES_NEEDED = 2;
  private static final int ANY_PORT = 1;
  private static final long DIAL_BACK_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

  /** A node that nobody could be asked about is taken for hidden if it is so after this time. */
  private static final long DOUBT_NANOS = Duration.ofSeconds(2).toNanos();

  private record Sight(Bytes observer, Endpoint seen) {}

  private final List<Endpoint> own;
  private final Map<PeerId, Sight> sights = new LinkedHashMap<>();
  private final Set<Bytes> contacted = new LinkedHashSet<>();
  private final Map<Bytes, Long> dialBacks = new LinkedHashMap<>();
  private State state = State.UNKNOWN;
  private int failures;
  private int version;

  /** The latest answer of {@link #varies}. */
  private boolean varied;

  private long bornNanos = -1;
  private long restNanos;
  private boolean tunnelled;
  private boolean leavingTunnel;
  private @Nullable Endpoint mapped;

  /**
   * @param own addresses of this machine's interfaces, with the socket's port
   */
  Reachability(List<Endpoint> own) {
    this.own = List.copyOf(own);
  }

  State state() {
    return state;
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
      state = State.PUBLIC;
      failures = 0;
    }
  }

  /**
   * A gateway passes on what comes there, null if none does: whoever came in before this was known,
   * and the dial-backs that are under way, may have come by it.
   */
  void mapped(@Nullable Endpoint external) {
    mapped = external;
    if (external != null && !own.contains(external)) {
      dialBacks.clear();
      boolean seenThere = sights.values().stream().anyMatch(s -> s.seen.equals(external));
      state = state == State.PUBLIC && seenThere ? State.UNKNOWN : state;
    }
  }

  /** UDP gets nowhere: strangers have to come through relays, whatever was seen before. */
  void tunnelled() {
    tunnelled = true;
    leavingTunnel = false;
    sights.clear();
    dialBacks.clear();
    failures = 0;
    state = State.HIDDEN;
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
    if (tunnelled && !leavingTunnel) {
      return;
    }
    if (tunnelled) {
      tunnelled = false;
      leavingTunnel = false;
      state = State.UNKNOWN;
      bornNanos = nowNanos;
    }
    bornNanos = bornNanos < 0 ? nowNanos : bornNanos;
    Sight before = sights.remove(observer);
    version += isNews(before, seen) ? 1 : 0;
    sights.put(observer, new Sight(where.ip(), seen));
    if (sights.size() > OBSERVERS_MAX) {
      sights.remove(sights.keySet().iterator().next());
    }
  }

  /** Where a peer sees this node, as far as it is remembered. */
  @Nullable Endpoint seenBy(PeerId observer) {
    Sight sight = sights.get(observer);
    return sight == null ? null : sight.seen;
  }

  /** Whether some peer sees this node at that address. */
  boolean isSeenAt(Bytes ip) {
    return sights.values().stream().anyMatch(sight -> sight.seen.ip().equals(ip));
  }

  /** Whether peers see this node by the same IP version, and all at other addresses. */
  boolean isSeenElsewhere(Bytes ip) {
    return !isSeenAt(ip)
        && sights.values().stream().anyMatch(sight -> sight.seen.ip().length() == ip.length());
  }

  /** Of many peers only some are remembered; one more that sees what others see tells nothing. */
  private boolean isNews(@Nullable Sight before, Endpoint seen) {
    if (before != null && before.seen.equals(seen)) {
      return false;
    }
    for (Sight sight : sights.values()) {
      if (sight.seen.equals(seen) || (varied && sight.seen.ip().equals(seen.ip()))) {
        return false;
      }
    }
    return true;
  }

  /** Changes whenever a peer sees this node at another place than before. */
  int version() {
    return version;
  }

  /** Whether others see this node at different ports, so that no port is worth telling. */
  boolean varies() {
    Set<Endpoint> places = new LinkedHashSet<>();
    Set<Bytes> observers = new LinkedHashSet<>();
    for (Sight sight : sights.values()) {
      if (!own.contains(sight.seen) && !sight.seen.equals(mapped)) {
        places.add(sight.seen);
        observers.add(sight.observer);
      }
    }
    varied = observers.size() >= 2 && places.size() >= observers.size();
    return varied;
  }

  /** Where others see this node, the most recent first, at most {@code max}. */
  List<Endpoint> places(int max) {
    Set<Endpoint> places = new LinkedHashSet<>();
    for (Sight sight : List.copyOf(sights.values()).reversed()) {
      places.add(sight.seen);
    }
    return places.stream().limit(max).toList();
  }

  /** What of its places is worth telling: of one whose port varies, only the addresses. */
  Set<Endpoint> tellable() {
    boolean varies = varies();
    Set<Endpoint> tellable = new LinkedHashSet<>();
    for (Sight sight : sights.values()) {
      tellable.add(varies ? new Endpoint(sight.seen.ip(), ANY_PORT) : sight.seen);
    }
    return tellable;
  }

  /** Whether the others see it elsewhere than where it is. */
  private boolean isTranslated() {
    return sights.values().stream().anyMatch(sight -> !own.contains(sight.seen));
  }

  /** Whether strangers have to come through a relay, as far as is known. */
  boolean needsRelays(long nowNanos) {
    if (tunnelled) {
      return true;
    }
    if (sights.isEmpty() || state == State.PUBLIC) {
      return false;
    }
    boolean local =
        !isTranslated()
            && sights.values().stream().allMatch(s -> s.seen.isLocal() || s.seen.isLoopback());
    return !local
        && (state == State.HIDDEN || isTranslated() || nowNanos - bornNanos > DOUBT_NANOS);
  }

  // ---- dial-backs -------------------------------------------------------------------------------

  /** Whether one more peer is to be asked to have us dialled back. */
  boolean wantsDialBack(long nowNanos) {
    return state == State.UNKNOWN && dialBacks.size() < 4 && nowNanos >= restNanos;
  }

  void asked(Bytes nonce, long nowNanos) {
    dialBacks.put(nonce, nowNanos);
  }

  /** Whether somebody will; without, nothing is proved. */
  void answered(Bytes nonce, boolean asked) {
    if (!asked) {
      dialBacks.remove(nonce);
    }
  }

  /** Who knows nobody that is a stranger would ask forever, and others get no dial-backs then. */
  void arrived(Bytes nonce, Endpoint from, long nowNanos) {
    if (dialBacks.remove(nonce) != null) {
      restNanos = isStranger(from) ? restNanos : nowNanos + REST_NANOS;
      heardStranger(from);
    }
  }

  void expire(long nowNanos) {
    dialBacks
        .values()
        .removeIf(sentNanos -> {
          boolean over = nowNanos - sentNanos > DIAL_BACK_NANOS;
          failures += over ? 1 : 0;
          return over;
        });
    if (state == State.UNKNOWN && failures >= FAILURES_NEEDED) {
      state = State.HIDDEN;
    }
  }
}
