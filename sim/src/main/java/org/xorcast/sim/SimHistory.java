package org.xorcast.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.HistoryQuery;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.PeerId;

/** A disk that never fails: what was delivered to a node, the newest of each session. */
public final class SimHistory {
  /** Keeps nothing. */
  static final SimHistory NONE = new SimHistory(0);

  private record Session(PeerId publisher, long number) {}

  private final int messagesMax;
  private final Map<Session, TreeMap<Long, Kept>> kept = new LinkedHashMap<>();
  private final Map<Session, Long> newest = new LinkedHashMap<>();

  /**
   * @param messagesMax most messages of one session
   */
  public SimHistory(int messagesMax) {
    this.messagesMax = messagesMax;
  }

  void add(Delivery delivery) {
    if (messagesMax == 0 || delivery.key() != null) {
      return;
    }
    Session session = new Session(delivery.publisher(), delivery.session());
    TreeMap<Long, Kept> messages = kept.computeIfAbsent(session, key -> new TreeMap<>());
    messages.put(delivery.sequence(), Kept.of(delivery));
    newest.merge(session, delivery.sequence(), Math::max);
    if (messages.size() > messagesMax) {
      messages.pollFirstEntry();
    }
  }

  List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    newest.forEach((session, last) ->
        spans.add(
            new Span(
                session.publisher,
                session.number,
                kept.getOrDefault(session, new TreeMap<>()).firstKey(),
                last)));
    return spans;
  }

  Event.HistoryAnswer answer(HistoryQuery query) {
    return switch (query.what()) {
      case HistoryQuery.Spans() -> new Event.HistoryAnswer(query, spans(), List.of());
      case HistoryQuery.Range range -> new Event.HistoryAnswer(query, List.of(), read(range));
    };
  }

  private List<Kept> read(HistoryQuery.Range range) {
    Session session = new Session(range.publisher(), range.session());
    TreeMap<Long, Kept> all = kept.getOrDefault(session, new TreeMap<>());
    List<Kept> found = new ArrayList<>();
    long left = range.maxBytes();
    if (range.from() > range.to()) {
      return found;
    }
    for (Kept message : all.subMap(range.from(), true, range.to(), true).values()) {
      left -= message.sizeBytes();
      if (found.size() == range.maxMessages() || (left < 0 && !found.isEmpty())) {
        break;
      }
      found.add(message);
    }
    return found;
  }
}
