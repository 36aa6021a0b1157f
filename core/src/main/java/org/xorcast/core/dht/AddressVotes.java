package org.xorcast.core.dht;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/**
 * What others say this node's address is (BEP 42), a vote for each block of addresses. Only a large
 * majority of many counts, for who can make a node change its id can choose its place.
 */
final class AddressVotes {
  private static final int VOTERS_MAX = 64;
  private static final int VOTERS_MIN = 20;
  private static final double MAJORITY = 0.8;

  private final Map<Bytes, Bytes> votes = new LinkedHashMap<>();
  private @Nullable Bytes agreed;
  private boolean counted = true;

  /** Counts what a node at {@code voter} said. */
  void add(Endpoint voter, Endpoint observed) {
    Bytes block = Blocks.of(voter.ip());
    counted = false;
    votes.remove(block);
    votes.put(block, observed.ip());
    if (votes.size() > VOTERS_MAX) {
      votes.remove(votes.keySet().iterator().next());
    }
  }

  /** The address that they agree on, 4 or 16 bytes, null if they do not. */
  @Nullable Bytes agreed() {
    if (!counted) {
      counted = true;
      agreed = count();
    }
    return agreed;
  }

  private @Nullable Bytes count() {
    if (votes.size() < VOTERS_MIN) {
      return null;
    }
    Map<Bytes, Integer> counts = new LinkedHashMap<>();
    votes.values().forEach(ip -> counts.merge(ip, 1, Integer::sum));
    for (Map.Entry<Bytes, Integer> entry : counts.entrySet()) {
      if (entry.getValue() >= MAJORITY * votes.size()) {
        return entry.getKey();
      }
    }
    return null;
  }
}
