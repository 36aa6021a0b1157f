package org.xorcast.loop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.NodeEvent;
import org.xorcast.XorcastException;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.From;
import org.xorcast.core.engine.HistoryQuery;
import org.xorcast.core.engine.HistoryTerms;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.TopicId;
import org.xorcast.history.HistoryStore;

/**
 * The histories of a node's groups: stores what is delivered, and reads what the engine asks for.
 *
 * <p>Belongs to the loop, which never waits for the disk: reading is done on virtual threads. When
 * storing fails nothing more is stored of that group until it works again, and then the engine is
 * told how far the store is, so that it asks the neighbours for the rest.
 */
final class Histories {
  private static final long RETRY_MILLIS = 1000;
  private static final Logger log = LoggerFactory.getLogger(Histories.class);

  /** What runs something on the loop, perhaps later. */
  interface Loop {
    /** False if the loop is no more. */
    boolean run(Runnable task);

    void schedule(Runnable task, long delay, TimeUnit unit);
  }

  private static final class Open {
    final @Nullable TopicId topic;
    final HistoryStore store;
    final From from;
    final long sinceMillis;
    final Runnable onStored;
    boolean behind;

    Open(
        @Nullable TopicId topic,
        HistoryStore store,
        From from,
        long sinceMillis,
        Runnable onStored) {
      this.topic = topic;
      this.store = store;
      this.from = from;
      this.sinceMillis = sinceMillis;
      this.onStored = onStored;
    }

    Event remember(List<Span> spans) {
      return new Event.Remember(topic, new HistoryTerms(true, from, sinceMillis, spans));
    }
  }

  private final Loop loop;
  private final Consumer<Event> events;
  private final Consumer<NodeEvent> happenings;
  private final Map<@Nullable TopicId, Open> open = new HashMap<>();

  /**
   * @param events takes events, on the loop
   * @param happenings is told there what the operator may want to know
   */
  Histories(Loop loop, Consumer<Event> events, Consumer<NodeEvent> happenings) {
    this.loop = loop;
    this.events = events;
    this.happenings = happenings;
  }

  /**
   * From now on a group's messages are stored, and what is missing of them is asked for.
   *
   * @param spans what the store has
   * @param onStored called on any thread whenever something was stored
   */
  void open(
      @Nullable TopicId topic,
      HistoryStore store,
      From from,
      long sinceMillis,
      List<Span> spans,
      Runnable onStored) {
    Open opened = new Open(topic, store, from, sinceMillis, onStored);
    open.put(topic, opened);
    events.accept(opened.remember(spans));
  }

  void close(@Nullable TopicId topic) {
    open.remove(topic);
  }

  /** Stores a message, if its group has a history. */
  void store(Delivery delivery) {
    Open history = open.get(delivery.topic());
    if (history == null || history.behind) {
      return;
    }
    var _ =
        history
            .store
            .append(Kept.of(delivery))
            .whenComplete((position, failure) -> {
              if (failure == null) {
                history.onStored.run();
              } else {
                loop.run(() -> failed(history, failure));
              }
            });
  }

  private void failed(Open history, Throwable failure) {
    if (!history.behind) {
      history.behind = true;
      String what = String.valueOf(failure.getMessage());
      happenings.accept(new NodeEvent.HistoryFailed(Optional.ofNullable(history.topic), what));
      retryLater(history);
    }
  }

  private void retryLater(Open history) {
    loop.schedule(
        () -> Thread.ofVirtual().name("xorcast-history-retry").start(() -> retry(history)),
        RETRY_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private void retry(Open history) {
    try {
      history.store.resume();
      List<Span> spans = history.store.spans();
      loop.run(() -> {
        history.behind = false;
        if (open.get(history.topic) == history) {
          events.accept(history.remember(spans));
        }
      });
    } catch (XorcastException e) {
      log.warn("{}", e.getMessage());
      loop.run(() -> retryLater(history));
    }
  }

  /** Reads for the engine. */
  void read(HistoryQuery query) {
    Open history = open.get(query.topic());
    if (history != null) {
      Thread.ofVirtual().name("xorcast-history-read").start(() -> read(history.store, query));
    }
  }

  private void read(HistoryStore store, HistoryQuery query) {
    Event answer;
    try {
      answer =
          switch (query.what()) {
            case HistoryQuery.Spans() -> new Event.HistoryAnswer(query, store.spans(), List.of());
            case HistoryQuery.Range(
                    var publisher,
                    long session,
                    long from,
                    long to,
                    int maxMessages,
                    int maxBytes) ->
                new Event.HistoryAnswer(
                    query,
                    List.of(),
                    store.read(publisher, session, from, to, maxMessages, maxBytes));
          };
    } catch (XorcastException e) {
      log.warn("{}", e.getMessage());
      answer = new Event.HistoryAnswer(query, List.of(), List.of());
    }
    Event done = answer;
    loop.run(() -> events.accept(done));
  }
}
