package org.xorcast;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.PeerId;

/**
 * What waits for one reader, the oldest first. A value takes the place of an older one of its key
 * that still waits, so a slow reader of values misses none of the newest. Not thread-safe.
 */
final class Backlog {
  private record Key(PeerId publisher, String key) {}

  private final int capacityMessages;
  private final long capacityBytes;

  /** Values by their key, other messages by themselves. */
  private final SequencedMap<Object, Message> queue = new LinkedHashMap<>();

  /** What there was before the reader came; bounded by what the node keeps. */
  private final Deque<Message> first = new ArrayDeque<>(0);

  private long queuedBytes;

  Backlog(int capacityMessages, long capacityBytes) {
    this.capacityMessages = capacityMessages;
    this.capacityBytes = capacityBytes;
  }

  private static Object keyOf(Message message) {
    return message.key().isPresent() ? new Key(message.from(), message.key().get()) : message;
  }

  /** Begins with values that are older than all that will be added. */
  void begin(List<Message> values) {
    first.addAll(values);
  }

  /** Adds a message; returns how many of the oldest had to go for it. */
  int add(Message message) {
    Object key = keyOf(message);
    Message superseded = queue.remove(key);
    queuedBytes += message.sizeBytes() - (superseded == null ? 0 : superseded.sizeBytes());
    queue.put(key, message);
    int dropped = 0;
    while (queue.size() > capacityMessages || (queuedBytes > capacityBytes && queue.size() > 1)) {
      Map.Entry<Object, Message> oldest = queue.pollFirstEntry();
      queuedBytes -= oldest.getValue().sizeBytes();
      dropped++;
    }
    return dropped;
  }

  /** Removes and returns the oldest, null if there is none. */
  @Nullable Message poll() {
    for (Message value = first.poll(); value != null; value = first.poll()) {
      if (!queue.containsKey(keyOf(value))) {
        return value;
      }
    }
    Map.Entry<Object, Message> oldest = queue.pollFirstEntry();
    if (oldest == null) {
      return null;
    }
    queuedBytes -= oldest.getValue().sizeBytes();
    return oldest.getValue();
  }

  boolean isEmpty() {
    return first.isEmpty() && queue.isEmpty();
  }
}
