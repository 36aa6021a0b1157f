package org.xorcast.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.history.HistoryStore.Entry;

/**
 * The newest stored messages without a hole between them, for readers who are close behind: what
 * has just been written need not be read from the file. Thread-safe.
 */
final class Recent {
  private static final int MESSAGES_MAX = 4096;
  private static final long BYTES_MAX = 8L << 20;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long bytes;

  /** Adds what was stored, in order; a value among it leaves holes when it is replaced. */
  synchronized void add(List<Entry> stored) {
    for (Entry entry : stored) {
      if (entry.message().key() != null) {
        clear();
        continue;
      }
      entries.addLast(entry);
      bytes += entry.message().sizeBytes();
      while (entries.size() > MESSAGES_MAX || bytes > BYTES_MAX) {
        bytes -= entries.removeFirst().message().sizeBytes();
      }
    }
  }

  synchronized void clear() {
    entries.clear();
    bytes = 0;
  }

  /** As {@link HistoryStore#after}; null if something before it would be missing. */
  synchronized @Nullable List<Entry> after(long position, int maxMessages, long maxBytes) {
    if (entries.isEmpty() || entries.getFirst().position() > position + 1) {
      return null;
    }
    List<Entry> found = new ArrayList<>();
    long left = maxBytes;
    for (Entry entry : entries) {
      if (entry.position() > position) {
        left -= entry.message().sizeBytes();
        if (found.size() == maxMessages || (left < 0 && !found.isEmpty())) {
          break;
        }
        found.add(entry);
      }
    }
    return found;
  }
}
