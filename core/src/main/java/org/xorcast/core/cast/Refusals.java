package org.xorcast.core.cast;

import java.util.LinkedHashMap;
import java.util.Map;
import org.xorcast.core.id.MessageId;

/**
 * Messages that were refused for their publisher's sake, so that they are not asked for when
 * somebody else offers them. At most {@value #REFUSALS_MAX}; the oldest goes first.
 */
final class Refusals {
  static final int REFUSALS_MAX = 1024;

  private final Map<MessageId, Long> untilNanos = new LinkedHashMap<>(0);

  void add(MessageId id, long until) {
    untilNanos.put(id, until);
    if (untilNanos.size() > REFUSALS_MAX) {
      untilNanos.remove(untilNanos.keySet().iterator().next());
    }
  }

  boolean contains(MessageId id, long nowNanos) {
    Long until = untilNanos.get(id);
    return until != null && nowNanos < until;
  }
}
