package org.xorcast.core.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.Rate;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * Who subscribes to the topics whose keys are close to this node, as the subscribers said
 * themselves: a random sample of them, for a while.
 *
 * <p>A key is a hash of a topic's id, so who keeps the sample cannot tell what the topic is. Only
 * keys are kept that the node knows few others to be closer to, so nobody can fill it with keys of
 * his choice; when there are too many the most distant one goes.
 */
final class Rendezvous {
  static final int KEYS_MAX = 1024;
  static final int SUBSCRIBERS_MAX = 64;

  /** A key is not this node's business if so many of its neighbours are closer to it. */
  private static final int CLOSER_MAX = 20;

  private static final int ASKERS_MAX = 1024;

  /** Announcements and questions that one peer may send. */
  private static final Rate PER_PEER = new Rate(50, 1000);

  private record Subscriber(PeerRecord record, long untilNanos) {}

  private final OverlayCore overlay;
  private final Rng rng;
  private final TreeMap<NodeId, Map<PeerId, Subscriber>> byKey;
  private final Map<PeerId, Long> budgets = new LinkedHashMap<>(16, 0.75f, true);

  Rendezvous(OverlayCore overlay, Rng rng) {
    this.overlay = overlay;
    this.rng = rng;
    this.byKey = new TreeMap<>(overlay.table().self()::compareDistance);
  }

  /** Whether the peer may announce or ask once more; that counts. */
  boolean admits(PeerId peer, long nowNanos) {
    long fullNanos = budgets.getOrDefault(peer, 0L);
    if (!PER_PEER.allows(fullNanos, 1, nowNanos)) {
      return false;
    }
    budgets.put(peer, PER_PEER.take(fullNanos, 1, nowNanos));
    if (budgets.size() > ASKERS_MAX) {
      budgets.remove(budgets.keySet().iterator().next());
    }
    return true;
  }

  /**
   * Remembers a subscriber, in place of a random one if there are {@value #SUBSCRIBERS_MAX}.
   *
   * @param lifetimeSeconds 0 to forget it
   * @return whether the key is this node's business
   */
  boolean announce(NodeId key, PeerRecord subscriber, int lifetimeSeconds, long nowNanos) {
    Map<PeerId, Subscriber> subscribers = byKey.get(key);
    if (lifetimeSeconds == 0) {
      if (subscribers != null) {
        subscribers.remove(subscriber.peer());
      }
      return true;
    }
    if (subscribers == null) {
      if (!isMine(key)) {
        return false;
      }
      subscribers = new LinkedHashMap<>();
      byKey.put(key, subscribers);
    }
    if (subscribers.size() >= SUBSCRIBERS_MAX && !subscribers.containsKey(subscriber.peer())) {
      expire(subscribers, nowNanos);
    }
    if (subscribers.size() >= SUBSCRIBERS_MAX && !subscribers.containsKey(subscriber.peer())) {
      List<PeerId> all = new ArrayList<>(subscribers.keySet());
      subscribers.remove(all.get(rng.nextInt(all.size())));
    }
    long untilNanos = nowNanos + Duration.ofSeconds(lifetimeSeconds).toNanos();
    subscribers.put(subscriber.peer(), new Subscriber(subscriber, untilNanos));
    if (byKey.size() > KEYS_MAX) {
      makeRoom(nowNanos);
    }
    return byKey.containsKey(key);
  }

  private boolean isMine(NodeId key) {
    NodeId self = overlay.table().self();
    List<Neighbour> closest = overlay.table().closest(key, CLOSER_MAX);
    return closest.size() < CLOSER_MAX || key.compareDistance(self, closest.getLast().nodeId()) < 0;
  }

  private void makeRoom(long nowNanos) {
    Iterator<Map<PeerId, Subscriber>> all = byKey.values().iterator();
    while (all.hasNext()) {
      Map<PeerId, Subscriber> subscribers = all.next();
      expire(subscribers, nowNanos);
      if (subscribers.isEmpty()) {
        all.remove();
      }
    }
    if (byKey.size() > KEYS_MAX) {
      byKey.pollLastEntry();
    }
  }

  private static void expire(Map<PeerId, Subscriber> subscribers, long nowNanos) {
    subscribers.values().removeIf(subscriber -> subscriber.untilNanos <= nowNanos);
  }

  /** A random sample of {@code most} who subscribe, without the one who asks. */
  TopicMessage.Members sample(NodeId key, PeerId asker, int most, long nowNanos) {
    @Nullable Map<PeerId, Subscriber> subscribers = byKey.get(key);
    if (subscribers == null) {
      return new TopicMessage.Members(key, false, List.of());
    }
    expire(subscribers, nowNanos);
    boolean full = subscribers.size() >= SUBSCRIBERS_MAX;
    List<PeerRecord> left = new ArrayList<>(subscribers.size());
    for (Subscriber subscriber : subscribers.values()) {
      if (!subscriber.record.peer().equals(asker)) {
        left.add(subscriber.record);
      }
    }
    if (subscribers.isEmpty()) {
      byKey.remove(key);
    }
    return new TopicMessage.Members(key, full, rng.sample(left, most));
  }

  /** How many keys are kept here. */
  int keys() {
    return byKey.size();
  }
}
