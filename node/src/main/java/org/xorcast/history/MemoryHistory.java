package org.xorcast.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xorcast.HistoryStats;
import org.xorcast.Retention;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;

/** A history that ends with the process. */
public final class MemoryHistory implements HistoryStore {
  private record Value(PeerId publisher, Bytes key) {}

  private final Retention retention;
  private final LongSupplier clockMillis;
  private final NavigableMap<Long, Kept> log = new TreeMap<>();
  private final Map<Sessions.Key, NavigableMap<Long, Long>> places = new HashMap<>();
  private final Map<Value, Long> values = new HashMap<>();
  private final Map<String, Long> cursors = new HashMap<>();
  private final Sessions sessions = new Sessions();
  private long lastPosition;
  private long bytes;
  private long stored;
  private long duplicates;
  private long superseded;
  private long evicted;

  /**
   * @param clockMillis the wall clock, milliseconds since 1970
   */
  public MemoryHistory(Retention retention, LongSupplier clockMillis) {
    this.retention = retention;
    this.clockMillis = clockMillis;
  }

  @Override
  public synchronized CompletableFuture<Long> append(Kept message) {
    Sessions.Key session = new Sessions.Key(message.publisher(), message.session());
    if (message.sequence() <= sessions.newest(session)) {
      duplicates++;
      return CompletableFuture.completedFuture(NOT_NEW);
    }
    sessions.put(session, message.sequence());
    if (message.key() != null
        && !replaces(new Value(message.publisher(), message.key()), message)) {
      superseded++;
      return CompletableFuture.completedFuture(NOT_NEW);
    }
    log.put(++lastPosition, message);
    places.computeIfAbsent(session, key -> new TreeMap<>()).put(message.sequence(), lastPosition);
    bytes += message.sizeBytes();
    stored++;
    evict();
    return CompletableFuture.completedFuture(lastPosition);
  }

  /** Whether it is newer than the value that is here, which then goes. */
  private boolean replaces(Value value, Kept newer) {
    Long position = values.get(value);
    Kept older = position == null ? null : log.get(position);
    if (position != null && older != null) {
      if (BY_AGE.compare(older, newer) > 0) {
        return false;
      }
      remove(position);
      superseded++;
    }
    values.put(value, lastPosition + 1);
    return true;
  }

  static final Comparator<Kept> BY_AGE =
      Comparator.comparingLong(Kept::session).thenComparingLong(Kept::sequence);

  private void evict() {
    long sinceMillis = clockMillis.getAsLong() - retention.age().toMillis();
    while (log.size() > 1
        && (log.size() > retention.messages()
            || bytes > retention.bytes()
            || log.firstEntry().getValue().createdMillis() < sinceMillis)) {
      remove(log.firstKey());
      evicted++;
    }
  }

  private void remove(long position) {
    Kept gone = log.remove(position);
    if (gone == null) {
      return;
    }
    bytes -= gone.sizeBytes();
    Sessions.Key session = new Sessions.Key(gone.publisher(), gone.session());
    NavigableMap<Long, Long> place = places.get(session);
    if (place != null) {
      place.remove(gone.sequence());
      if (place.isEmpty()) {
        places.remove(session);
      }
    }
    if (gone.key() != null) {
      values.remove(new Value(gone.publisher(), gone.key()), position);
    }
  }

  @Override
  public void resume() {}

  @Override
  public synchronized List<Kept> read(
      PeerId publisher, long session, long from, long to, int maxMessages, long maxBytes) {
    NavigableMap<Long, Long> place = places.get(new Sessions.Key(publisher, session));
    List<Kept> found = new ArrayList<>();
    long left = maxBytes;
    if (place != null && from <= to) {
      for (long position : place.subMap(from, true, to, true).values()) {
        @Nullable Kept message = log.get(position);
        if (message == null || full(found, maxMessages, left, message)) {
          break;
        }
        left -= message.sizeBytes();
        found.add(message);
      }
    }
    return found;
  }

  private static boolean full(List<?> found, int maxMessages, long leftBytes, Kept next) {
    return found.size() >= maxMessages || (!found.isEmpty() && next.sizeBytes() > leftBytes);
  }

  @Override
  public synchronized List<Entry> after(long position, int maxMessages, long maxBytes) {
    List<Entry> found = new ArrayList<>();
    long left = maxBytes;
    for (Map.Entry<Long, Kept> entry : log.tailMap(position, false).entrySet()) {
      if (full(found, maxMessages, left, entry.getValue())) {
        break;
      }
      left -= entry.getValue().sizeBytes();
      found.add(new Entry(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  @Override
  public synchronized long lastPosition() {
    return lastPosition;
  }

  @Override
  public synchronized List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    sessions
        .all()
        .forEach((session, newest) -> {
          NavigableMap<Long, Long> place = places.get(session);
          long oldest = place == null ? newest + 1 : place.firstKey();
          spans.add(new Span(session.publisher(), session.session(), oldest, newest));
        });
    return spans;
  }

  @Override
  public synchronized long cursor(String reader) {
    return cursors.getOrDefault(reader, 0L);
  }

  @Override
  public synchronized CompletableFuture<Long> saveCursor(String reader, long position) {
    cursors.put(reader, position);
    return CompletableFuture.completedFuture(position);
  }

  @Override
  public synchronized HistoryStats stats() {
    return new HistoryStats(log.size(), bytes, stored, duplicates, superseded, evicted, 0, 0);
  }

  @Override
  public void close() {}
}
