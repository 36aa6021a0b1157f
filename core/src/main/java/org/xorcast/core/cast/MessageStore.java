package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;

/**
 * Messages kept to repair others, the unfinished ones, and the {@link Values}, which stay.
 *
 * <p>Complete messages leave by age, or oldest first when there is no room. Unfinished ones are
 * bounded on their own, by number and by declared size, so that neither kind starves the other.
 */
final class MessageStore {
  static final int UNFINISHED_MAX = 256;

  private final CastConfig config;
  private final Counters counters;
  private final SequencedMap<MessageId, StoredMessage> complete = new LinkedHashMap<>(0);
  private final Map<MessageId, StoredMessage> unfinished = new LinkedHashMap<>(0);
  private final Places places = new Places();
  private final Values values;
  private long completeBytes;
  private long unfinishedBytes;

  MessageStore(CastConfig config, Counters counters) {
    this.config = config;
    this.counters = counters;
    this.values = new Values(config, counters);
  }

  Values values() {
    return values;
  }

  @Nullable StoredMessage get(MessageId id) {
    StoredMessage message = complete.get(id);
    if (message == null) {
      message = unfinished.get(id);
    }
    return message != null ? message : values.get(id);
  }

  /** The message that is here under the same publisher, session and a sequence; null for none. */
  @Nullable StoredMessage inPlaceOf(MessageRecord record) {
    return places.find(record);
  }

  /** Makes room for a message that has begun to arrive; false if there is none. */
  boolean begin(StoredMessage message) {
    long size = message.record().sizeBytes();
    boolean full =
        unfinished.size() >= UNFINISHED_MAX || unfinishedBytes + size > config.storeBytes();
    if (full && !message.isSingleChunk()) {
      return false; // A single chunk is finished in a moment, and needs no room.
    }
    unfinished.put(message.id(), message);
    places.put(message);
    unfinishedBytes += size;
    return true;
  }

  /** Takes in a message that is all here, and makes room for it. */
  void finish(StoredMessage message) {
    long size = message.record().sizeBytes();
    if (unfinished.remove(message.id()) != null) {
      unfinishedBytes -= size;
    }
    complete.put(message.id(), message);
    places.put(message);
    completeBytes += size;
    while (complete.size() > config.storeMessages()
        || (completeBytes > config.storeBytes() && complete.size() > 1)) {
      evictOldest();
      counters.increment(Counter.STORE_EVICTED);
    }
  }

  /**
   * Keeps a message, which is finished, as the newest value of its key; whatever is here of older
   * ones goes.
   */
  void keepValue(StoredMessage message, long changedNanos) {
    StoredMessage older = values.put(message, changedNanos);
    if (older != null) {
      supersede(older);
    }
    MessageRecord record = message.record();
    for (StoredMessage other : unfinished()) {
      MessageRecord their = other.record();
      if (record.key() != null
          && record.key().equals(their.key())
          && their.publisher().equals(record.publisher())
          && Values.compare(record.session(), record.sequence(), their) > 0) {
        supersede(other);
      }
    }
  }

  /** Drops a message because there is a newer value of its key. */
  void supersede(StoredMessage message) {
    message.supersede();
    values.supersede(message.id());
    if (!drop(message) && complete.get(message.id()) == message) {
      remove(message);
    }
  }

  /** Drops an unfinished message that will not be finished. */
  void abandon(StoredMessage message) {
    if (drop(message)) {
      counters.increment(Counter.ASSEMBLIES_DROPPED);
    }
  }

  /** Drops a message that is not to be kept; false if it was not among the unfinished ones. */
  boolean drop(StoredMessage message) {
    if (unfinished.remove(message.id()) == null) {
      return false;
    }
    unfinishedBytes -= message.record().sizeBytes();
    places.remove(message);
    return true;
  }

  /** Drops all that a publisher has sent, finished or not: it has lost its right. */
  void withdraw(PeerId publisher) {
    values.withdraw(publisher);
    for (StoredMessage message : new ArrayList<>(complete.values())) {
      if (message.record().publisher().equals(publisher)) {
        remove(message);
      }
    }
    for (StoredMessage message : unfinished()) {
      if (message.record().publisher().equals(publisher)) {
        abandon(message);
      }
    }
  }

  /** Forgets what came before {@code sinceNanos}. */
  void expire(long sinceNanos) {
    while (!complete.isEmpty() && oldest().firstNanos() < sinceNanos) {
      evictOldest();
    }
  }

  private StoredMessage oldest() {
    return complete.values().iterator().next();
  }

  private void evictOldest() {
    StoredMessage oldest = oldest();
    remove(oldest);
    if (oldest.record().isValue()) {
      oldest.settle();
    }
  }

  private void remove(StoredMessage message) {
    complete.remove(message.id());
    places.remove(message);
    completeBytes -= message.record().sizeBytes();
  }

  /** The complete messages, newest first. */
  Iterable<StoredMessage> newestFirst() {
    return complete.sequencedValues().reversed();
  }

  /** Whether an earlier message of the same session is unfinished. */
  boolean isArrivingBefore(MessageRecord record) {
    for (StoredMessage message : unfinished.values()) {
      MessageRecord other = message.record();
      if (other.session() == record.session()
          && other.sequence() < record.sequence()
          && other.publisher().equals(record.publisher())) {
        return true;
      }
    }
    return false;
  }

  /** The unfinished messages; a copy, safe against changes. */
  List<StoredMessage> unfinished() {
    return new ArrayList<>(unfinished.values());
  }

  int completeCount() {
    return complete.size();
  }

  long completeBytes() {
    return completeBytes;
  }

  int unfinishedCount() {
    return unfinished.size();
  }

  boolean isEmpty() {
    return complete.isEmpty() && unfinished.isEmpty();
  }
}
