package org.xorcast.core.overlay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.wire.PeerRecordCodec;

/**
 * What this node says about where it can be reached: a place that a gateway has mapped, its
 * configured addresses, those at which peers see it, believed while {@value #OBSERVERS_NEEDED} of
 * them agree, and its relays. Who is reached through relays tells nobody the addresses that mean
 * something in his own network only.
 */
final class SelfRecord {
  private static final int OBSERVERS_MAX = 64;
  private static final int OBSERVERS_NEEDED = 2;

  private final Identity identity;

  /** The last word of each peer, the latest at the end. */
  private final Map<PeerId, Endpoint> observed = new LinkedHashMap<>();

  private List<Endpoint> own = List.of();

  /** Where enough of them see this node, beside its own addresses; the latest first. */
  private List<Endpoint> seen = List.of();

  private List<Endpoint> relays = List.of();
  private @Nullable Endpoint mapped;
  private PeerRecord current;

  SelfRecord(Identity identity) {
    this.identity = identity;
    this.current = PeerRecordCodec.sign(identity, 0, List.of());
  }

  PeerRecord current() {
    return current;
  }

  /** Replaces its own addresses. */
  void announce(List<Endpoint> own, long wallMillis) {
    this.own = List.copyOf(own);
    seen = agreedOn();
    sign(wallMillis);
  }

  /** Replaces all relays. */
  void announceRelays(List<Endpoint> relays, long wallMillis) {
    this.relays = List.copyOf(relays);
    sign(wallMillis);
  }

  /** Where strangers get in at a gateway is told before all other addresses; null: nowhere. */
  void announceMapped(@Nullable Endpoint mapped, long wallMillis) {
    this.mapped = mapped;
    sign(wallMillis);
  }

  private void sign(long wallMillis) {
    long version = Math.max(wallMillis, current.version() + 1);
    List<Endpoint> told =
        Stream.of(Stream.ofNullable(mapped), open(own), open(seen))
            .flatMap(places -> places)
            .distinct()
            .limit(PeerRecord.ENDPOINTS_MAX)
            .toList();
    current = PeerRecordCodec.sign(identity, version, told, relays);
  }

  private Stream<Endpoint> open(List<Endpoint> places) {
    return places.stream().filter(place -> relays.isEmpty() || !place.isLocal());
  }

  /** {@code observer} sees this node at {@code endpoint}; true if the record has changed by it. */
  boolean observe(Endpoint endpoint, PeerId observer, long wallMillis) {
    observed.remove(observer);
    observed.put(observer, endpoint);
    if (observed.size() > OBSERVERS_MAX) {
      observed.remove(observed.keySet().iterator().next());
    }
    List<Endpoint> agreed = agreedOn();
    if (agreed.equals(seen)) {
      return false;
    }
    List<Endpoint> before = current.endpoints();
    seen = agreed;
    sign(wallMillis);
    return !before.equals(current.endpoints());
  }

  /** What was agreed on stays where it is in the list, so that the record changes seldom. */
  private List<Endpoint> agreedOn() {
    int needed = own.isEmpty() ? 1 : OBSERVERS_NEEDED;
    List<Endpoint> agreed = new ArrayList<>(seen);
    agreed.removeIf(place -> own.contains(place) || observers(place) < needed);
    for (Endpoint place : observed.values()) {
      if (!agreed.contains(place)
          && !own.contains(place)
          && !place.equals(mapped)
          && observers(place) >= needed) {
        agreed.addFirst(place);
      }
    }
    return List.copyOf(agreed);
  }

  private long observers(Endpoint place) {
    return observed.values().stream().filter(place::equals).count();
  }
}
