package org.xorcast;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.From;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.TopicId;
import org.xorcast.history.DiskHistory;
import org.xorcast.history.HistoryStore;
import org.xorcast.history.HistoryStore.Entry;
import org.xorcast.history.MemoryHistory;
import org.xorcast.loop.NodeLoop;

/** One group's history at this node, and how its readers begin. */
final class GroupHistory {
  /** Names in the store: when this was first subscribed to, and how far the application is. */
  private static final String SINCE = "since";

  private static final String APPLICATION = "application";

  /** How much the clocks of publishers may differ from ours. */
  private static final long SKEW_MILLIS = 300_000;

  private static final int READ_MESSAGES = 256;
  private static final long READ_BYTES = 4L << 20;

  private final NodeLoop loop;
  private final @Nullable TopicId topic;
  private final HistoryStore store;
  private final long sinceMillis;
  private boolean resumed;
  private boolean applicationReads;

  GroupHistory(NodeLoop loop, @Nullable TopicId topic, History history) {
    this.loop = loop;
    this.topic = topic;
    if (history.onDisk()) {
      Path file = loop.historyFile(topic);
      store = new DiskHistory(file, history.retention(), System::currentTimeMillis);
    } else {
      store = new MemoryHistory(history.retention(), System::currentTimeMillis);
    }
    long since = store.cursor(SINCE);
    resumed = since > 0;
    sinceMillis = resumed ? since - SKEW_MILLIS : System.currentTimeMillis();
    if (!resumed) {
      CompletableFuture<Long> saved = store.saveCursor(SINCE, sinceMillis);
      saved.join();
    }
  }

  /** Has the group's messages stored and caught up with, from now on. */
  void begin(From from, Runnable onStored) {
    long end = store.lastPosition();
    for (long at = 0; at < end; ) {
      List<Entry> values = store.values(at, end, READ_MESSAGES, READ_BYTES);
      loop.restore(topic, values.stream().map(Entry::message).toList());
      at = values.isEmpty() ? end : values.getLast().position();
    }
    List<Span> spans = store.spans();
    loop.remember(topic, store, from, sinceMillis, spans, onStored);
  }

  /**
   * What a new subscription reads.
   *
   * @param resume whether it goes on where the application was, if it is the first such one
   */
  synchronized Subscription.Source source(From from, boolean resume) {
    boolean isApplication = resume && !applicationReads;
    applicationReads |= resume;
    long start = from.kind() == From.Kind.LATEST ? store.lastPosition() : 0;
    if (isApplication && resumed) {
      start = store.cursor(APPLICATION);
    } else if (isApplication) {
      var _ = store.saveCursor(APPLICATION, start);
      resumed = true;
    }
    boolean isNew = !(isApplication && resumed);
    long position = start;
    return new Subscription.Source() {
      private long valuesRead = isNew ? 0 : position;
      private long read = position;

      @Override
      public List<Entry> next() {
        if (valuesRead < position) {
          List<Entry> values = store.values(valuesRead, position, READ_MESSAGES, READ_BYTES);
          valuesRead = values.isEmpty() ? position : values.getLast().position();
          if (!values.isEmpty()) {
            return values;
          }
        }
        List<Entry> entries = store.after(read, READ_MESSAGES, READ_BYTES);
        if (!entries.isEmpty()) {
          read = entries.getLast().position();
        }
        return entries;
      }

      @Override
      public long position() {
        return read;
      }

      @Override
      public boolean wants(Delivery delivery) {
        return GroupHistory.wants(from, delivery);
      }

      @Override
      public boolean hasValues() {
        return store.stats().values() > 0;
      }

      @Override
      public @Nullable TopicId topic() {
        return topic;
      }

      @Override
      public void taken(long taken) {
        if (isApplication) {
          // Values from before are read first, and again next time.
          var _ = store.saveCursor(APPLICATION, Math.max(position, taken));
        }
      }

      @Override
      public void close() {
        if (isApplication) {
          released();
        }
      }
    };
  }

  private static boolean wants(From from, Delivery message) {
    return message.key() != null
        || from.kind() != From.Kind.SEQUENCE
        || message.sequence() >= from.sequence();
  }

  private synchronized void released() {
    applicationReads = false;
  }

  /** Reads everything up to what is the newest now. */
  void read(From from, Consumer<? super Message> reader) {
    long last = store.lastPosition();
    long read = 0;
    while (read < last) {
      List<Entry> entries = store.after(read, READ_MESSAGES, READ_BYTES);
      for (Entry entry : entries) {
        read = entry.position();
        if (read <= last) {
          readOne(entry, from, reader);
        }
      }
      if (entries.isEmpty()) {
        return;
      }
    }
  }

  private void readOne(Entry entry, From from, Consumer<? super Message> reader) {
    for (Delivery message : entry.message().delivery(topic).messages()) {
      if (wants(from, message)) {
        reader.accept(new Message(message, Instant.now()));
      }
    }
  }

  HistoryStats stats() {
    return store.stats();
  }

  void close() {
    store.close();
  }
}
