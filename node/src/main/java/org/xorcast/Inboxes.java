package org.xorcast;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xorcast.core.engine.Delivery;

/** All open subscriptions of one node. The loop offers, readers come and go. */
final class Inboxes {
  private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
  private long lostByClosed;
  private boolean closed;

  synchronized Subscription open(int capacityMessages, long capacityBytes) {
    if (closed) {
      throw new NodeClosedException("the node");
    }
    Subscription subscription = new Subscription(capacityMessages, capacityBytes, this::forget);
    open.add(subscription);
    return subscription;
  }

  private synchronized void forget(Subscription subscription) {
    if (open.remove(subscription)) {
      lostByClosed += subscription.lost();
    }
  }

  void offer(Delivery delivery) {
    Message message = new Message(delivery, Instant.now());
    open.forEach(subscription -> subscription.offer(message));
  }

  /** Messages that subscriptions dropped, those closed meanwhile included. */
  synchronized long lost() {
    long lost = lostByClosed;
    for (Subscription subscription : open) {
      lost += subscription.lost();
    }
    return lost;
  }

  void close() {
    synchronized (this) {
      closed = true;
    }
    open.forEach(Subscription::close);
  }
}
