package org.xorcast.core.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xorcast.core.cast.MessageRecord;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.HistoryQuery;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;
import org.xorcast.core.history.HistoryMessage.Keeps;
import org.xorcast.core.history.HistoryMessage.Recall;
import org.xorcast.core.history.HistoryMessage.Recalled;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.overlay.Neighbour;

/**
 * Answers what neighbours ask about the past, out of the driver's history.
 *
 * <p>Few answers are under way at a time; who gets none asks somebody else.
 */
final class Librarian {
  private static final int PENDING_MAX = 64;
  private static final int PENDING_OF_ONE_MAX = 8;
  private static final int PAGE_MAX_MESSAGES = 4096;
  private static final int PAGE_MAX_BYTES = 1 << 20;
  private static final Bytes NOTHING = Bytes.wrap(new byte[0]);

  private record Pending(Neighbour neighbour, HistoryMessage question) {}

  private final Counters counters;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private long lastTicket;

  Librarian(Counters counters) {
    this.counters = counters;
  }

  /** Looks up what there is. */
  void ask(Neighbour neighbour, HistoryMessage.Ask ask, Effects out) {
    if (begin(neighbour, ask)) {
      out.readHistory(new HistoryQuery(lastTicket, null, new HistoryQuery.Spans()));
    }
  }

  void recall(Neighbour neighbour, Recall recall, Effects out) {
    if (begin(neighbour, recall)) {
      HistoryQuery.Range range =
          new HistoryQuery.Range(
              recall.publisher(),
              recall.session(),
              recall.from(),
              recall.to(),
              PAGE_MAX_MESSAGES,
              Math.min(recall.maxBytes(), PAGE_MAX_BYTES));
      out.readHistory(new HistoryQuery(lastTicket, null, range));
    }
  }

  private boolean begin(Neighbour neighbour, HistoryMessage question) {
    int ofOne = 0;
    for (Pending other : pending.values()) {
      ofOne += other.neighbour == neighbour ? 1 : 0;
    }
    if (pending.size() >= PENDING_MAX || ofOne >= PENDING_OF_ONE_MAX) {
      counters.increment(Counter.RECALLS_REFUSED);
      return false;
    }
    pending.put(++lastTicket, new Pending(neighbour, question));
    return true;
  }

  void forget(Neighbour neighbour) {
    pending.values().removeIf(other -> other.neighbour == neighbour);
  }

  void answer(Event.HistoryAnswer answer, Effects out) {
    Pending asked = pending.remove(answer.query().ticket());
    if (asked == null) {
      return;
    }
    switch (asked.question) {
      case Recall recall -> send(asked.neighbour, recall, answer.messages(), out);
      default -> sendSpans(asked.neighbour, answer.spans(), out);
    }
  }

  static void sendSpans(Neighbour neighbour, List<Span> spans, Effects out) {
    int surplus = Math.max(0, spans.size() - HistoryMessage.SPANS_MAX);
    Keeps keeps = new Keeps(spans.subList(surplus, spans.size()));
    out.send(neighbour.link(), keeps.encode());
  }

  static void sendNothing(Neighbour neighbour, Recall recall, Effects out) {
    Recalled end = new Recalled(recall.publisher(), recall.session(), recall.from(), 0, false);
    out.send(neighbour.link(), Channel.BULK, end.encode(), NOTHING);
  }

  private void send(Neighbour neighbour, Recall recall, List<Kept> messages, Effects out) {
    for (Kept message : messages) {
      send(neighbour, message, out);
    }
    boolean more = !messages.isEmpty() && messages.getLast().sequence() < recall.to();
    Recalled end =
        new Recalled(recall.publisher(), recall.session(), recall.from(), messages.size(), more);
    out.send(neighbour.link(), Channel.BULK, end.encode(), NOTHING);
  }

  /** All on one channel: they are to arrive in this order. */
  private void send(Neighbour neighbour, Kept message, Effects out) {
    byte[] signed = message.signed().unwrap();
    counters.add(Counter.HISTORY_SERVED, message.count());
    if (!MessageRecord.hasManyChunks(signed)) {
      byte[] head = HistoryMessage.Past.head(signed, 0);
      out.send(neighbour.link(), Channel.BULK, head, message.payload());
      return;
    }
    MessageRecord record = MessageRecord.decode(signed, new byte[0]);
    int at = 0;
    for (int chunk = 0; chunk < record.chunkCount(); chunk++) {
      byte[] body = new byte[record.chunkLength(chunk)];
      System.arraycopy(message.payload().unwrap(), at, body, 0, body.length);
      at += body.length;
      byte[] head = HistoryMessage.Past.head(signed, chunk);
      out.send(neighbour.link(), Channel.BULK, head, Bytes.wrap(body));
    }
  }
}
