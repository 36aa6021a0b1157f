package org.xorcast;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries events from the loop to the application's listener on a virtual thread, in order. */
final class EventPump {
  private static final int WAITING_MAX = 1000;
  private static final Logger log = LoggerFactory.getLogger(EventPump.class);

  private final Consumer<? super NodeEvent> listener;
  private final Deque<NodeEvent> waiting = new ArrayDeque<>();
  private boolean closed;

  EventPump(Consumer<? super NodeEvent> listener) {
    this.listener = listener;
    Thread.ofVirtual().name("xorcast-events").start(this::run);
  }

  synchronized void offer(NodeEvent event) {
    if (waiting.size() == WAITING_MAX) {
      waiting.removeFirst();
    }
    waiting.addLast(event);
    notifyAll();
  }

  private void run() {
    for (NodeEvent event = next(); event != null; event = next()) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        log.error("the event listener failed on {}", event, e);
      }
    }
  }

  private synchronized @Nullable NodeEvent next() {
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        return null;
      }
    }
    return waiting.pollFirst();
  }

  /** Ends the thread once the listener has seen what happened until now. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
