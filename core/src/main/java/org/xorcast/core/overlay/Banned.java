package org.xorcast.core.overlay;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.xorcast.core.id.PeerId;

/**
 * Peers that lied and are not to be dealt with for a while. Only what this node saw itself counts;
 * nobody is told.
 */
public final class Banned {
  static final int PEERS_MAX = 1024;
  public static final long BAN_NANOS = Duration.ofMinutes(10).toNanos();

  /** In the order of their ends. */
  private final Map<PeerId, Long> untilNanos = new LinkedHashMap<>(0);

  public void add(PeerId peer, long nowNanos) {
    untilNanos.remove(peer);
    untilNanos.put(peer, nowNanos + BAN_NANOS);
    if (untilNanos.size() > PEERS_MAX) {
      untilNanos.remove(untilNanos.keySet().iterator().next());
    }
  }

  public boolean contains(PeerId peer) {
    return !untilNanos.isEmpty() && untilNanos.containsKey(peer);
  }

  /** Forgives those whose time is over. */
  public void expire(long nowNanos) {
    Iterator<Long> ends = untilNanos.values().iterator();
    while (ends.hasNext() && ends.next() <= nowNanos) {
      ends.remove();
    }
  }
}
