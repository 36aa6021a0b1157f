package org.xorcast.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
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
  private final NavigableMap<Long, Kept> values = new TreeMap<>();
  private final Map<Value, Long> positions = new HashMap<>();
  private final Map<String, Long> cursors = new HashMap<>();
  private final Sessions sessions = new Sessions();
  private long lastPosition;
  private long bytes;
  private long valueBytes;
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
    long position = message.key() == null ? addMessage(message) : addValue(message, message.key());
    return CompletableFuture.completedFuture(position);
  }

  private long addMessage(Kept message) {
    Sessions.Key session = new Sessions.Key(message.publisher(), message.session());
    if (message.sequence() <= sessions.newest(session)) {
      duplicates++;
      return NOT_NEW;
    }
    sessions.put(session, message.sequence());
    log.put(++lastPosition, message);
    places.computeIfAbsent(session, key -> new TreeMap<>()).put(message.sequence(), lastPosition);
    bytes += message.sizeBytes();
    stored++;
    long sinceMillis = clockMillis.getAsLong() - retention.age().toMillis();
    while (log.size() > 1
        && (isFull(log.size(), bytes)
            || log.firstEntry().getValue().createdMillis() < sinceMillis)) {
      evictMessage();
    }
    return lastPosition;
  }

  private void evictMessage() {
    Kept gone = log.pollFirstEntry().getValue();
    bytes -= gone.sizeBytes();
    evicted++;
    Sessions.Key session = new Sessions.Key(gone.publisher(), gone.session());
    NavigableMap<Long, Long> place = places.get(session);
    if (place != null) {
      place.remove(gone.sequence());
      if (place.isEmpty()) {
        places.remove(session);
      }
    }
  }

  private boolean isFull(long count, long itsBytes) {
    return count > retention.messages() || itsBytes > retention.bytes();
  }

  private long addValue(Kept newer, Bytes key) {
    Value value = new Value(newer.publisher(), key);
    Long before = positions.get(value);
    Kept older = before == null ? null : values.get(before);
    if (before != null && older != null) {
      if (BY_AGE.compare(older, newer) >= 0) {
        superseded++;
        return NOT_NEW;
      }
      values.remove(before);
      valueBytes -= older.sizeBytes();
      superseded++;
    }
    values.put(++lastPosition, newer);
    positions.put(value, lastPosition);
    valueBytes += newer.sizeBytes();
    stored++;
    while (values.size() > 1 && isFull(values.size(), valueBytes)) {
      Kept gone = values.pollFirstEntry().getValue();
      valueBytes -= gone.sizeBytes();
      positions.remove(new Value(gone.publisher(), Objects.requireNonNull(gone.key())));
      evicted++;
    }
    return lastPosition;
  }

  static final Comparator<Kept> BY_AGE =
      Comparator.comparingLong(Kept::session).thenComparingLong(Kept::sequence);

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
    Iterator<Map.Entry<Long, Kept>> messages = log.tailMap(position, false).entrySet().iterator();
    Iterator<Map.Entry<Long, Kept>> others = values.tailMap(position, false).entrySet().iterator();
    List<Entry> found = new ArrayList<>();
    long left = maxBytes;
    Map.Entry<Long, Kept> message = next(messages);
    Map.Entry<Long, Kept> value = next(others);
    while (message != null || value != null) {
      boolean isMessage = value == null || (message != null && message.getKey() < value.getKey());
      Map.Entry<Long, Kept> first = Objects.requireNonNull(isMessage ? message : value);
      if (full(found, maxMessages, left, first.getValue())) {
        break;
      }
      left -= first.getValue().sizeBytes();
      found.add(new Entry(first.getKey(), first.getValue()));
      if (isMessage) {
        message = next(messages);
      } else {
        value = next(others);
      }
    }
    return found;
  }

  private static <T> @Nullable T next(Iterator<T> iterator) {
    return iterator.hasNext() ? iterator.next() : null;
  }

  @Override
  public synchronized List<Entry> values(long after, long upTo, int maxMessages, long maxBytes) {
    List<Entry> found = new ArrayList<>();
    long left = maxBytes;
    for (Map.Entry<Long, Kept> entry : values.subMap(after, false, upTo, true).entrySet()) {
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
    return new HistoryStats(
        log.size() + values.size(),
        values.size(),
        bytes + valueBytes,
        stored,
        duplicates,
        superseded,
        evicted,
        0,
        0);
  }

  @Override
  public void close() {}
}
