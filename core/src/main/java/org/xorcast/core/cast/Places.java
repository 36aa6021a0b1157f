package org.xorcast.core.cast;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which message is here under a sequence; a publisher may sign only one for each. */
final class Places {
  private final Map<SeenMessages.Key, NavigableMap<Long, StoredMessage>> byLast =
      new LinkedHashMap<>(0);

  /** The message that is here under one of the record's sequences, null for none. */
  @Nullable StoredMessage find(MessageRecord record) {
    NavigableMap<Long, StoredMessage> session = byLast.get(SeenMessages.key(record));
    var found = session == null ? null : session.ceilingEntry(record.firstSequence());
    return found == null || found.getValue().record().firstSequence() > record.sequence()
        ? null
        : found.getValue();
  }

  /** Files a message, unless another one is in its place. */
  void put(StoredMessage message) {
    MessageRecord record = message.record();
    if (find(record) == null) {
      byLast
          .computeIfAbsent(SeenMessages.key(record), key -> new TreeMap<>())
          .put(record.sequence(), message);
    }
  }

  void remove(StoredMessage message) {
    SeenMessages.Key key = SeenMessages.key(message.record());
    NavigableMap<Long, StoredMessage> session = byLast.get(key);
    if (session != null
        && session.remove(message.record().sequence(), message)
        && session.isEmpty()) {
      byLast.remove(key);
    }
  }
}
