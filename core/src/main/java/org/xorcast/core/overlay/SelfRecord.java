package org.xorcast.core.overlay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.wire.PeerRecordCodec;

/**
 * What this node says about where it can be reached: its configured addresses, and those at which
 * peers see it, believed once {@value #OBSERVERS_NEEDED} of them agree.
 */
final class SelfRecord {
  private static final int OBSERVED_MAX = 16;
  private static final int OBSERVERS_NEEDED = 2;

  private final Identity identity;
  private final Map<Endpoint, Set<PeerId>> observed = new LinkedHashMap<>();
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
    long version = Math.max(wallMillis, current.version() + 1);
    current = PeerRecordCodec.sign(identity, version, endpoints.subList(0, count));
  }

  /** {@code observer} sees this node at {@code endpoint}; true if the record has changed by it. */
  boolean observe(Endpoint endpoint, PeerId observer, long wallMillis) {
    List<Endpoint> known = current.endpoints();
    if (known.contains(endpoint)
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
    List<Endpoint> endpoints = new ArrayList<>(known);
    endpoints.add(endpoint);
    announce(endpoints, wallMillis);
    return true;
  }
}
