package org.xorcast.core.overlay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.wire.PeerRecordCodec;

/**
 * What this node says about where it can be reached: a place that a gateway has mapped, its
 * configured addresses, those at which peers see it, believed once {@value #OBSERVERS_NEEDED} of
 * them agree, and its relays. Who is reached through relays tells nobody the addresses that mean
 * something in his own network only.
 */
final class SelfRecord {
  private static final int OBSERVED_MAX = 16;
  private static final int OBSERVERS_NEEDED = 2;

  private final Identity identity;
  private final Map<Endpoint, Set<PeerId>> observed = new LinkedHashMap<>();
  private List<Endpoint> endpoints = List.of();
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

  /** Replaces all addresses; more than a record can hold are cut off. */
  void announce(List<Endpoint> endpoints, long wallMillis) {
    int count = Math.min(endpoints.size(), PeerRecord.ENDPOINTS_MAX);
    this.endpoints = List.copyOf(endpoints.subList(0, count));
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
        Stream.concat(
                Stream.ofNullable(mapped),
                endpoints.stream().filter(e -> relays.isEmpty() || !e.isLocal()))
            .distinct()
            .limit(PeerRecord.ENDPOINTS_MAX)
            .toList();
    current = PeerRecordCodec.sign(identity, version, told, relays);
  }

  /** {@code observer} sees this node at {@code endpoint}; true if the record has changed by it. */
  boolean observe(Endpoint endpoint, PeerId observer, long wallMillis) {
    List<Endpoint> known = this.endpoints;
    if (known.contains(endpoint)
        || endpoint.equals(mapped)
        || known.size() >= PeerRecord.ENDPOINTS_MAX
        || (observed.size() >= OBSERVED_MAX && !observed.containsKey(endpoint))) {
      return false;
    }
    Set<PeerId> observers = observed.computeIfAbsent(endpoint, e -> new LinkedHashSet<>());
    observers.add(observer);
    if (observers.size() < OBSERVERS_NEEDED && !known.isEmpty()) {
      return false;
    }
    observed.remove(endpoint);
    List<Endpoint> more = new ArrayList<>(known);
    more.add(endpoint);
    announce(more, wallMillis);
    return true;
  }
}
