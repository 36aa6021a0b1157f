package org.xorcast.core.cast;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.Sha256;

/**
 * A group's state: of each publisher and key the newest value, by session and sequence, however old
 * it is. Whoever comes gets it from here.
 *
 * <p>A value's slot is a hash of its publisher and key; the first six bits are its bucket. Two
 * nodes compare the sums of their buckets, over values that have not changed for {@link
 * #SETTLED_NANOS}, since what is on its way just now differs between any two.
 *
 * <p>At most {@link CastConfig#storeMessages} values and {@link CastConfig#storeBytes}; beyond it
 * the one published longest ago goes.
 */
final class Values {
  static final int BUCKETS = 64;
  static final long SETTLED_NANOS = Duration.ofSeconds(2).toNanos();

  /** So many overtaken messages are remembered, so that nobody is asked for them. */
  private static final int SUPERSEDED_MAX = 16_384;

  private static final int BUCKET_SHIFT = Long.SIZE - 6;

  private record Key(PeerId publisher, String name) {
    static Key of(MessageRecord record) {
      return new Key(record.publisher(), String.valueOf(record.key()));
    }
  }

  /** One key and what it stands at. */
  static final class Value {
    final StoredMessage message;
    final long slot;

    /** When it became what it is: here, or where it was when it was asked for. */
    final long changedNanos;

    private Value(StoredMessage message, long slot, long changedNanos) {
      this.message = message;
      this.slot = slot;
      this.changedNanos = changedNanos;
    }

    MessageRecord record() {
      return message.record();
    }

    boolean isSettled(long nowNanos) {
      return nowNanos - changedNanos >= SETTLED_NANOS;
    }

    int bucket() {
      return bucketOf(slot);
    }

    /**
     * Says nothing of the payload, so that who signs two under one number parts nobody for good.
     */
    private long hash() {
      long mixed = slot * 0x9e3779b97f4a7c15L + record().session();
      mixed = (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L + record().sequence();
      mixed = (mixed ^ mixed >>> 32) * 0x94d049bb133111ebL;
      return mixed ^ mixed >>> 31;
    }
  }

  private static final Comparator<Value> BY_AGE =
      Comparator.<Value>comparingLong(value -> value.record().createdMillis())
          .thenComparingLong(value -> value.slot)
          .thenComparingLong(value -> value.record().sequence());

  private final CastConfig config;
  private final Counters counters;
  private final Map<Key, Value> values = new LinkedHashMap<>(0);
  private final Map<MessageId, Value> byId = new LinkedHashMap<>(0);
  private final Map<Long, Value> bySlot = new LinkedHashMap<>(0);
  private final NavigableSet<Value> byAge = new TreeSet<>(BY_AGE);
  private final SequencedSet<MessageId> superseded = new LinkedHashSet<>(0);
  private long bytes;

  Values(CastConfig config, Counters counters) {
    this.config = config;
    this.counters = counters;
  }

  static int bucketOf(long slot) {
    return (int) (slot >>> BUCKET_SHIFT);
  }

  /** Whether nothing newer, nor the same, is known of its key. */
  boolean isNewest(MessageRecord record) {
    Value known = values.get(Key.of(record));
    return known == null || compare(record.session(), record.sequence(), known.record()) > 0;
  }

  /** Positive if this session and sequence are newer than a record. */
  static int compare(long session, long sequence, MessageRecord known) {
    int order = Long.compare(session, known.session());
    return order != 0 ? order : Long.compare(sequence, known.sequence());
  }

  /**
   * Takes in a message that is the newest of its key.
   *
   * @return what it replaces, null for nothing
   */
  @Nullable StoredMessage put(StoredMessage message, long changedNanos) {
    Key key = Key.of(message.record());
    Value before = values.get(key);
    Value value = new Value(message, before == null ? slotOf(key) : before.slot, changedNanos);
    if (before != null) {
      remove(key, before);
      counters.increment(Counter.SUPERSEDED);
    }
    values.put(key, value);
    byId.put(message.id(), value);
    bySlot.put(value.slot, value);
    byAge.add(value);
    bytes += message.record().sizeBytes();
    while (values.size() > config.storeMessages()
        || (bytes > config.storeBytes() && values.size() > 1)) {
      Value oldest = byAge.getFirst();
      remove(Key.of(oldest.record()), oldest);
      supersede(oldest.message.id()); // Or a replay would be delivered again.
      counters.increment(Counter.VALUES_EVICTED);
    }
    return before == null ? null : before.message;
  }

  private static long slotOf(Key key) {
    byte[] hash = Sha256.of(key.publisher.toByteArray(), key.name.getBytes(StandardCharsets.UTF_8));
    long slot = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      slot = slot << Byte.SIZE | (hash[i] & 0xff);
    }
    return slot;
  }

  private void remove(Key key, Value value) {
    values.remove(key, value);
    byId.remove(value.message.id(), value);
    bySlot.remove(value.slot, value);
    byAge.remove(value);
    bytes -= value.record().sizeBytes();
  }

  /** Drops all that a publisher has said: it has lost its right. */
  void withdraw(PeerId publisher) {
    for (Map.Entry<Key, Value> entry : new ArrayList<>(values.entrySet())) {
      if (entry.getKey().publisher.equals(publisher)) {
        remove(entry.getKey(), entry.getValue());
      }
    }
  }

  /** A message is not the newest of its key any more, or never was here. */
  void supersede(MessageId id) {
    superseded.add(id);
    if (superseded.size() > SUPERSEDED_MAX) {
      superseded.removeFirst();
    }
  }

  boolean isSuperseded(MessageId id) {
    return superseded.contains(id);
  }

  @Nullable StoredMessage get(MessageId id) {
    Value value = byId.get(id);
    return value == null ? null : value.message;
  }

  @Nullable Value inSlot(long slot) {
    return bySlot.get(slot);
  }

  /** All of them; not safe against changes. */
  Iterable<Value> all() {
    return values.values();
  }

  /** All of them, those that changed last at the end; a copy. */
  List<StoredMessage> messages() {
    return values.values().stream().map(value -> value.message).toList();
  }

  /** For each bucket the sum over its settled values. */
  long[] hashes(long nowNanos) {
    long[] hashes = new long[BUCKETS];
    for (Value value : values.values()) {
      if (value.isSettled(nowNanos)) {
        hashes[value.bucket()] += value.hash();
      }
    }
    return hashes;
  }

  boolean hasRoom() {
    return values.size() < config.storeMessages() && bytes < config.storeBytes();
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  int size() {
    return values.size();
  }

  long bytes() {
    return bytes;
  }
}
