package org.xorcast.history;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.xorcast.HistoryStats;
import org.xorcast.Retention;
import org.xorcast.core.engine.Kept;

/**
 * What is to be done with a message, and the sums that follow from what was done. One transaction
 * works on a copy, which is dropped if it fails.
 */
final class Ledger {
  private final HistoryFile file;
  private final Retention retention;
  private final LongSupplier clockMillis;

  /** The sessions as they are on the disk, and above them those of this transaction. */
  private final Sessions sessions;

  private final Map<Sessions.Key, Long> advanced = new LinkedHashMap<>();
  private long lastPosition;
  private long messages;
  private long bytes;
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
    long[] totals = file.totals();
    ledger.messages = totals[0];
    ledger.bytes = totals[1];
    ledger.lastPosition = file.lastPosition();
    ledger.damaged = damaged;
    file.commit();
    return ledger;
  }

  /** The same for the next transaction, which {@code itsFile} takes part in. */
  Ledger copy(HistoryFile itsFile) {
    Ledger copy = new Ledger(itsFile, retention, clockMillis, sessions);
    copy.lastPosition = lastPosition;
    copy.messages = messages;
    copy.bytes = bytes;
    copy.stored = stored;
    copy.duplicates = duplicates;
    copy.superseded = superseded;
    copy.evicted = evicted;
    copy.damaged = damaged;
    return copy;
  }

  /** Takes a message in, unless it is not new; returns its position. */
  long append(Kept message) throws SQLException {
    Sessions.Key session = new Sessions.Key(message.publisher(), message.session());
    Long ahead = advanced.get(session);
    if (message.sequence() <= (ahead == null ? sessions.newest(session) : ahead)) {
      duplicates++;
      return HistoryStore.NOT_NEW;
    }
    advanced.put(session, message.sequence());
    if (message.key() != null && !replaces(message)) {
      superseded++;
      return HistoryStore.NOT_NEW;
    }
    file.insert(++lastPosition, message);
    messages++;
    bytes += message.sizeBytes();
    stored++;
    return lastPosition;
  }

  private boolean replaces(Kept newer) throws SQLException {
    if (newer.key() == null) {
      return true;
    }
    for (long[] older : file.valuesOf(newer.publisher(), newer.key())) {
      if (older[1] > newer.session()
          || (older[1] == newer.session() && older[2] > newer.sequence())) {
        return false;
      }
      remove(older[0], older[3]);
      superseded++;
    }
    return true;
  }

  /** Writes down how far the sessions are, and lets go what is beyond the retention. */
  void settle() throws SQLException {
    for (var session : advanced.entrySet()) {
      file.progress(session.getKey(), session.getValue(), lastPosition);
    }
    long sinceMillis = clockMillis.getAsLong() - retention.age().toMillis();
    while (messages > 1) {
      long[] first = file.first();
      if (first == null
          || (messages <= retention.messages()
              && bytes <= retention.bytes()
              && first[1] >= sinceMillis)) {
        break;
      }
      remove(first[0], first[2]);
      evicted++;
    }
  }

  private void remove(long position, long sizeBytes) throws SQLException {
    file.delete(position);
    messages--;
    bytes -= sizeBytes;
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
        messages, bytes, stored, duplicates, superseded, evicted, refused, damaged);
  }
}
