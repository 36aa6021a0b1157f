package org.xorcast.history;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.xorcast.HistoryStats;
import org.xorcast.Retention;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.id.Bytes;

/**
 * What is to be done with a message, and the sums that follow from what was done. One transaction
 * works on a copy, which is dropped if it fails.
 */
final class Ledger {
  /** How many there are, and what they count. */
  private static final class Sum {
    long count;
    long bytes;

    Sum(long count, long bytes) {
      this.count = count;
      this.bytes = bytes;
    }

    static Sum of(long[] totals) {
      return new Sum(totals[0], totals[1]);
    }

    void add(long sizeBytes) {
      count++;
      bytes += sizeBytes;
    }

    void remove(long sizeBytes) {
      count--;
      bytes -= sizeBytes;
    }
  }

  private final HistoryFile file;
  private final Retention retention;
  private final LongSupplier clockMillis;

  /** The sessions as they are on the disk, and above them those of this transaction. */
  private final Sessions sessions;

  private final Map<Sessions.Key, Long> advanced = new LinkedHashMap<>();
  private long lastPosition;
  private Sum messages = new Sum(0, 0);
  private Sum values = new Sum(0, 0);

  /** No message lies before this position. */
  private long oldest;

  private long stored;
  private long duplicates;
  private long superseded;
  private long evicted;
  private long damaged;

  private Ledger(
      HistoryFile file, Retention retention, LongSupplier clockMillis, Sessions sessions) {
    this.file = file;
    this.retention = retention;
    this.clockMillis = clockMillis;
    this.sessions = sessions;
  }

  static Ledger of(HistoryFile file, Retention retention, LongSupplier clockMillis, long damaged)
      throws SQLException {
    Ledger ledger = new Ledger(file, retention, clockMillis, file.sessions());
    ledger.messages = Sum.of(file.totals(false));
    ledger.values = Sum.of(file.totals(true));
    ledger.lastPosition = file.lastPosition();
    ledger.damaged = damaged;
    file.commit();
    return ledger;
  }

  /** The same for the next transaction, which {@code itsFile} takes part in. */
  Ledger copy(HistoryFile itsFile) {
    Ledger copy = new Ledger(itsFile, retention, clockMillis, sessions);
    copy.lastPosition = lastPosition;
    copy.messages = new Sum(messages.count, messages.bytes);
    copy.values = new Sum(values.count, values.bytes);
    copy.oldest = oldest;
    copy.stored = stored;
    copy.duplicates = duplicates;
    copy.superseded = superseded;
    copy.evicted = evicted;
    copy.damaged = damaged;
    return copy;
  }

  /** Takes a message in, unless it is not new; returns its position. */
  long append(Kept message) throws SQLException {
    if (message.key() != null) {
      return appendValue(message, message.key());
    }
    Sessions.Key session = new Sessions.Key(message.publisher(), message.session());
    Long ahead = advanced.get(session);
    if (message.sequence() <= (ahead == null ? sessions.newest(session) : ahead)) {
      duplicates++;
      return HistoryStore.NOT_NEW;
    }
    advanced.put(session, message.sequence());
    file.insert(++lastPosition, message);
    messages.add(message.sizeBytes());
    stored++;
    return lastPosition;
  }

  private long appendValue(Kept newer, Bytes key) throws SQLException {
    for (long[] older : file.valuesOf(newer.publisher(), key)) {
      superseded++;
      if (older[1] > newer.session()
          || (older[1] == newer.session() && older[2] >= newer.sequence())) {
        return HistoryStore.NOT_NEW;
      }
      file.delete(older[0]);
      values.remove(older[3]);
    }
    file.insert(++lastPosition, newer);
    values.add(newer.sizeBytes());
    stored++;
    return lastPosition;
  }

  /** Writes down how far the sessions are, and lets go what is beyond the retention. */
  void settle() throws SQLException {
    for (var session : advanced.entrySet()) {
      file.progress(session.getKey(), session.getValue(), lastPosition);
    }
    long sinceMillis = clockMillis.getAsLong() - retention.age().toMillis();
    while (messages.count > 1) {
      long[] first = file.firstMessage(oldest);
      if (first == null || (!isFull(messages) && first[1] >= sinceMillis)) {
        break;
      }
      oldest = first[0];
      evict(first, messages);
    }
    while (values.count > 1 && isFull(values)) {
      long[] first = file.firstValue();
      if (first == null) {
        break;
      }
      evict(first, values);
    }
  }

  private boolean isFull(Sum sum) {
    return sum.count > retention.messages() || sum.bytes > retention.bytes();
  }

  private void evict(long[] first, Sum from) throws SQLException {
    file.delete(first[0]);
    from.remove(first[2]);
    evicted++;
  }

  /** The transaction is on the disk. */
  Ledger committed() {
    advanced.forEach(sessions::put);
    advanced.clear();
    return this;
  }

  Sessions sessions() {
    return sessions;
  }

  long lastPosition() {
    return lastPosition;
  }

  long damaged() {
    return damaged;
  }

  HistoryStats stats(long refused) {
    return new HistoryStats(
        messages.count + values.count,
        values.count,
        messages.bytes + values.bytes,
        stored,
        duplicates,
        superseded,
        evicted,
        refused,
        damaged);
  }
}
