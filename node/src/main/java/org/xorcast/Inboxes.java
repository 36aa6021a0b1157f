package org.xorcast;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.xorcast.core.engine.Delivery;

/** All open subscriptions to one group. The loop offers, readers come and go. */
class Inboxes {
  private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
  private boolean held;
  private long lostByClosed;
  private boolean closed;

  synchronized Subscription open(int capacityMessages, long capacityBytes) {
    return add(new Subscription(capacityMessages, capacityBytes, this::forget));
  }

  synchronized Subscription open(Subscription.Source source) {
    return add(new Subscription(source, this::forget));
  }

  private Subscription add(Subscription subscription) {
    if (closed) {
      throw new NodeClosedException("the node");
    }
    if (open.isEmpty() && !held) {
      firstOpened();
    }
    withValues(values -> {
      subscription.begin(values);
      open.add(subscription);
    });
    return subscription;
  }

  /** Has {@code entrance} called with the group's values, between two offers. */
  void withValues(Consumer<List<Message>> entrance) {
    entrance.accept(List.of());
  }

  synchronized boolean isEmpty() {
    return open.isEmpty();
  }

  /** Goes on without subscriptions too. */
  synchronized void hold() {
    if (!held && open.isEmpty()) {
      firstOpened();
    }
    held = true;
  }

  /** There was no subscription until now. */
  void firstOpened() {}

  /** There is no subscription any more. */
  void lastClosed() {}

  private synchronized void forget(Subscription subscription) {
    if (open.remove(subscription)) {
      lostByClosed += subscription.lost();
      if (open.isEmpty() && !held) {
        lastClosed();
      }
    }
  }

  /** Whoever reads the history may read on. */
  void stored() {
    open.forEach(Subscription::stored);
  }

  void offer(Delivery delivery) {
    if (open.isEmpty()) {
      return;
    }
    Instant now = Instant.now();
    List<Message> messages =
        delivery.messages().stream().map(each -> new Message(each, now)).toList();
    open.forEach(subscription -> subscription.offer(messages));
  }

  /** Messages that subscriptions dropped, those closed meanwhile included. */
  synchronized long lost() {
    long lost = lostByClosed;
    for (Subscription subscription : open) {
      lost += subscription.lost();
    }
    return lost;
  }

  /** Closes all subscriptions; others may follow. */
  void closeAll() {
    open.forEach(Subscription::close);
  }

  /** Closes all subscriptions for good. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    closeAll();
  }
}
