package org.xorcast.sim.baseline;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.MessageId;

/**
 * What is known about messages for a while after they came: at most {@value #ENTRIES_MAX}, the
 * oldest goes first. This is how the baselines avoid handing out a message twice.
 */
final class Recent<V> {
  static final int ENTRIES_MAX = 1 << 16;

  private record Entry<V>(V value, long untilNanos) {}

  private final long retainNanos;
  private final Map<MessageId, Entry<V>> entries = new LinkedHashMap<>();

  Recent(long retainNanos) {
    this.retainNanos = retainNanos;
  }

  /** Adds an entry unless the message has one; false if it has. */
  boolean add(MessageId id, V value, long nowNanos) {
    expire(nowNanos);
    return entries.putIfAbsent(id, new Entry<>(value, nowNanos + retainNanos)) == null;
  }

  @Nullable V get(MessageId id) {
    Entry<V> entry = entries.get(id);
    return entry == null ? null : entry.value;
  }

  boolean contains(MessageId id) {
    return entries.containsKey(id);
  }

  private void expire(long nowNanos) {
    Iterator<Entry<V>> oldest = entries.values().iterator();
    while (oldest.hasNext()
        && (oldest.next().untilNanos <= nowNanos || entries.size() >= ENTRIES_MAX)) {
      oldest.remove();
    }
  }
}
