package org.xorcast.history;

import java.util.LinkedHashMap;
import java.util.Map;
import org.xorcast.core.id.PeerId;

/** The newest sequence that was taken in of each session. Not thread-safe. */
final class Sessions {
  static final int MAX = 4096;

  record Key(PeerId publisher, long session) {}

  private final Map<Key, Long> newest = new LinkedHashMap<>(16, 0.75f, true);

  /** 0 for a session that is not known. */
  long newest(Key session) {
    return newest.getOrDefault(session, 0L);
  }

  void put(Key session, long sequence) {
    newest.put(session, sequence);
    if (newest.size() > MAX) {
      newest.remove(newest.keySet().iterator().next());
    }
  }

  /** A copy, the session that took in something last at the end. */
  Map<Key, Long> all() {
    return new LinkedHashMap<>(newest);
  }
}
