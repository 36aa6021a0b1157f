package org.xorcast.core.dht;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;

/** Who may be a subscriber, as others say, and was not asked yet; and who was asked lately. */
final class TopicCandidates {
  private static final int WAITING_MAX = 64;
  private static final int ASKED_MAX = 512;
  private static final long AGAIN_NANOS = Duration.ofMinutes(2).toNanos();

  private final DhtCounters counters;

  /** Without an id if only the address is known. */
  private final LinkedHashMap<Endpoint, Optional<NodeId>> waiting = new LinkedHashMap<>();

  /** When each was asked, the oldest first. */
  private final LinkedHashMap<Endpoint, Long> asked = new LinkedHashMap<>();

  TopicCandidates(DhtCounters counters) {
    this.counters = counters;
  }

  /** Adds one unless it waits already or was asked within the last two minutes. */
  void add(Endpoint endpoint, @Nullable NodeId id, long nowNanos) {
    Long before = asked.get(endpoint);
    if (waiting.containsKey(endpoint) || (before != null && nowNanos - before < AGAIN_NANOS)) {
      return;
    }
    if (waiting.size() >= WAITING_MAX) {
      counters.increment(DhtCounter.TOPIC_CANDIDATES_DROPPED);
      return;
    }
    waiting.putLast(endpoint, Optional.ofNullable(id));
  }

  /** Takes the one who has waited longest and counts him as asked; null if nobody waits. */
  Map.@Nullable Entry<Endpoint, Optional<NodeId>> next(long nowNanos) {
    Map.Entry<Endpoint, Optional<NodeId>> next = waiting.pollFirstEntry();
    if (next != null) {
      asked.putLast(next.getKey(), nowNanos);
      if (asked.size() > ASKED_MAX) {
        asked.pollFirstEntry();
      }
    }
    return next;
  }
}
