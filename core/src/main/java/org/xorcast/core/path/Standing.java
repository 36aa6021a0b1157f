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

/** What this node has learnt about its place in one IP version. Not thread-safe. */
final class Standing {
  private static final int OBSERVERS_MAX = 64;
  private static final int FAILURES_NEEDED = 2;
  private static final int DIAL_BACKS_MAX = 4;
  private static final int AGREEING_NEEDED = 2;
  private static final int ANY_PORT = 1;
  private static final long DIAL_BACK_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

  /** A node that nobody could be asked about is taken for hidden if it is so after this time. */
  private static final long DOUBT_NANOS = Duration.ofSeconds(2).toNanos();

  /**
   * A peer's last word.
   *
   * @param turn the larger, the more recent
   */
  record Sight(Bytes observer, Endpoint seen, long turn) {}

  private List<Endpoint> own;
  private final Map<PeerId, Sight> sights = new LinkedHashMap<>();
  private final Map<Bytes, Long> dialBacks = new LinkedHashMap<>();
  private Reachability.State state = Reachability.State.UNKNOWN;
  private int failures;
  private int version;

  /** The latest answer of {@link #varies}. */
  private boolean varied;

  private long bornNanos = -1;
  private long restNanos;
  private @Nullable Endpoint mapped;

  Standing(List<Endpoint> own) {
    this.own = List.copyOf(own);
  }

  Reachability.State state() {
    return state;
  }

  /** With other addresses it is to be found out anew whether strangers reach them. */
  void own(List<Endpoint> changed, long nowNanos) {
    if (!own.equals(changed)) {
      own = List.copyOf(changed);
      state = Reachability.State.UNKNOWN;
      dialBacks.clear();
      failures = 0;
      restNanos = nowNanos;
      bornNanos = bornNanos < 0 ? bornNanos : nowNanos;
    }
  }

  void reached() {
    state = Reachability.State.PUBLIC;
    failures = 0;
  }

  void tunnelled() {
    sights.clear();
    dialBacks.clear();
    failures = 0;
    state = Reachability.State.HIDDEN;
  }

  void leftTunnel(long nowNanos) {
    state = Reachability.State.UNKNOWN;
    bornNanos = nowNanos;
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
      state = state == Reachability.State.PUBLIC && seenThere ? Reachability.State.UNKNOWN : state;
    }
  }

  // ---- where others see it ----------------------------------------------------------------------

  void seen(PeerId observer, Sight sight, long nowNanos) {
    bornNanos = bornNanos < 0 ? nowNanos : bornNanos;
    Sight before = sights.remove(observer);
    version += isNews(before, sight.seen) ? 1 : 0;
    sights.put(observer, sight);
    if (sights.size() > OBSERVERS_MAX) {
      sights.remove(sights.keySet().iterator().next());
    }
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

  /** Where a peer sees this node, as far as it is remembered. */
  @Nullable Endpoint seenBy(PeerId observer) {
    Sight sight = sights.get(observer);
    return sight == null ? null : sight.seen;
  }

  /** The least recent first. */
  List<Sight> sights() {
    return List.copyOf(sights.values());
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

  /**
   * Where strangers may call it, as others have seen; null if that is not known. One peer alone is
   * believed about an address of this machine only.
   */
  @Nullable Endpoint callable() {
    if (state == Reachability.State.HIDDEN || varies()) {
      return null;
    }
    for (Sight sight : sights().reversed()) {
      Endpoint seen = sight.seen;
      long agreeing = sights.values().stream().filter(other -> other.seen.equals(seen)).count();
      boolean believed =
          own.contains(seen) || (state == Reachability.State.PUBLIC && agreeing >= AGREEING_NEEDED);
      if (believed && isOutside(seen)) {
        return seen;
      }
    }
    return null;
  }

  private static boolean isOutside(Endpoint seen) {
    return !seen.isLocal() && !seen.isLoopback();
  }

  boolean isSeenOutside() {
    return sights.values().stream().anyMatch(sight -> isOutside(sight.seen));
  }

  /** Whether anything is known. */
  boolean isKnown() {
    return !sights.isEmpty() || state == Reachability.State.PUBLIC;
  }

  /** Whether the others see it elsewhere than where it is. */
  boolean isTranslated() {
    return sights.values().stream().anyMatch(sight -> !own.contains(sight.seen));
  }

  /** Whether strangers have to come through a relay, as far as is known. */
  boolean needsRelays(long nowNanos) {
    if (sights.isEmpty() || state == Reachability.State.PUBLIC) {
      return false;
    }
    boolean local = !isTranslated() && !isSeenOutside();
    return !local
        && (state == Reachability.State.HIDDEN
            || isTranslated()
            || nowNanos - bornNanos > DOUBT_NANOS);
  }

  // ---- dial-backs -------------------------------------------------------------------------------

  boolean wantsDialBack(long nowNanos) {
    return state == Reachability.State.UNKNOWN
        && dialBacks.size() < DIAL_BACKS_MAX
        && nowNanos >= restNanos;
  }

  void rest(long nowNanos) {
    restNanos = nowNanos + REST_NANOS;
  }

  void asked(Bytes nonce, long nowNanos) {
    dialBacks.put(nonce, nowNanos);
  }

  /** Whether it was asked for. */
  boolean forget(Bytes nonce) {
    return dialBacks.remove(nonce) != null;
  }

  void expire(long nowNanos) {
    dialBacks
        .values()
        .removeIf(sentNanos -> {
          boolean over = nowNanos - sentNanos > DIAL_BACK_NANOS;
          failures += over ? 1 : 0;
          return over;
        });
    if (state == Reachability.State.UNKNOWN && failures >= FAILURES_NEEDED) {
      state = Reachability.State.HIDDEN;
    }
  }
}
