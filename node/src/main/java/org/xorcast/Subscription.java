package org.xorcast;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.TopicId;
import org.xorcast.history.HistoryStore.Entry;

/**
 * A bounded queue of messages between the node and one reader.
 *
 * <p>The node never waits for a reader. When the queue is full its oldest messages are dropped and
 * counted in {@link #lost}; the reader then continues with the newest ones. Values that wait are
 * replaced by newer ones of their key. Subscriptions do not influence each other, and one that is
 * never read costs its bound and nothing else.
 *
 * <p>Thread-safe. With several readers each message goes to one of them.
 */
public final class Subscription implements Iterable<Message>, AutoCloseable {
  /** No position of its own. */
  private static final long NOWHERE = -1;

  private final Consumer<Subscription> onClose;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Backlog queue;
  private final Deque<Message> read = new ArrayDeque<>(0);
  private final Deque<Long> positions = new ArrayDeque<>(0);
  private final @Nullable Source source;
  private long handedOut = NOWHERE;
  private long lost;
  private long told;
  private LongConsumer lagged = missed -> {};
  private boolean closed;

  /** A history that a subscription reads instead of being offered messages. */
  interface Source {
    /** What comes next, nothing if there is nothing yet. */
    List<Entry> next();

    /** How far {@link #next} has come. */
    long position();

    boolean wants(Delivery delivery);

    /** Whether there are values, so that positions have holes anyway. */
    boolean hasValues();

    @Nullable TopicId topic();

    /** The application is done with everything up to this position. */
    void taken(long position);

    void close();
  }

  /** A subscription that reads a history. */
  Subscription(Source source, Consumer<Subscription> onClose) {
    this(Integer.MAX_VALUE, Long.MAX_VALUE, source, onClose);
  }

  Subscription(int capacityMessages, long capacityBytes, Consumer<Subscription> onClose) {
    this(capacityMessages, capacityBytes, null, onClose);
  }

  private Subscription(
      int capacityMessages,
      long capacityBytes,
      @Nullable Source source,
      Consumer<Subscription> onClose) {
    if (capacityMessages < 1 || capacityBytes < 1) {
      throw new IllegalArgumentException(
          "a subscription holds at least 1 message and 1 byte, not "
              + capacityMessages
              + " and "
              + capacityBytes);
    }
    this.queue = new Backlog(capacityMessages, capacityBytes);
    this.source = source;
    this.onClose = onClose;
  }

  /** Begins with these values, before anything is offered. */
  void begin(List<Message> values) {
    lock.lock();
    try {
      if (source == null) {
        queue.begin(values);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds messages, dropping the oldest ones beyond the bounds. Never blocks on a reader. */
  void offer(List<Message> messages) {
    lock.lock();
    try {
      if (closed || source != null) {
        return;
      }
      for (Message message : messages) {
        lost += queue.add(message);
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next message.
   *
   * @throws NodeClosedException if the subscription is closed, also while waiting, and has no more
   */
  public Message take() throws InterruptedException {
    Message message = await(Long.MAX_VALUE);
    if (message == null) {
      throw new NodeClosedException("the subscription");
    }
    return message;
  }

  /**
   * The next message, empty if none came within {@code timeout} or the subscription is closed and
   * has no more.
   */
  public Optional<Message> poll(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(await(TimeUnit.NANOSECONDS.convert(timeout)));
  }

  private @Nullable Message await(long timeoutNanos) throws InterruptedException {
    LongConsumer listener;
    long missed;
    Message message;
    lock.lockInterruptibly();
    try {
      long left = timeoutNanos;
      while (queue.isEmpty() && read.isEmpty() && !refill() && !closed && left > 0) {
        if (timeoutNanos == Long.MAX_VALUE) {
          arrived.await(); // A virtual thread that waits with a limit costs a timer each time.
        } else {
          left = arrived.awaitNanos(left);
        }
      }
      message = source == null ? queue.poll() : read.pollFirst();
      if (!queue.isEmpty() || !read.isEmpty()) {
        arrived.signal(); // Several may have come at once, and another reader may wait.
      }
      settle(positions.pollFirst());
      missed = message == null ? 0 : lost - told;
      told += missed;
      listener = lagged;
    } finally {
      lock.unlock();
    }
    if (missed > 0) {
      listener.accept(missed);
    }
    return message;
  }

  /**
   * Has the reader told that it was too slow: {@code listener} gets the number of messages that it
   * has missed, on its own thread, before it gets one that follows them. Replaces an earlier
   * listener; {@link #lost} counts with or without one.
   *
   * @return this subscription
   */
  public Subscription onLagged(LongConsumer listener) {
    lock.lock();
    try {
      lagged = listener;
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Something was stored. */
  void stored() {
    lock.lock();
    try {
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Reads on in the history; whether there was anything. */
  private boolean refill() {
    if (source == null || closed) {
      return false;
    }
    long before = source.position();
    for (Entry entry : source.next()) {
      long hole = entry.position() - before - 1;
      lost += hole > 0 && !source.hasValues() ? hole : 0;
      before = entry.position();
      for (Delivery message : entry.message().delivery(source.topic()).messages()) {
        if (source.wants(message)) {
          read.addLast(new Message(message, Instant.now()));
          // Messages that were signed together have one position, that is behind the last of them.
          boolean last = message.sequence() == entry.message().sequence();
          positions.addLast(last ? entry.position() : NOWHERE);
        }
      }
    }
    return !read.isEmpty();
  }

  /** Who asks for a message, or for the end, is done with the one before. */
  private void settle(@Nullable Long next) {
    if (source != null && handedOut != NOWHERE) {
      source.taken(handedOut);
    }
    handedOut = next == null ? NOWHERE : next;
  }

  /**
   * Waits for each message in turn; ends when the subscription, or its node, is closed and all that
   * had arrived is read, or when the thread is interrupted (its interrupt flag stays set).
   */
  @Override
  public Iterator<Message> iterator() {
    return new Iterator<>() {
      private @Nullable Message next;

      @Override
      public boolean hasNext() {
        if (next == null) {
          try {
            next = await(Long.MAX_VALUE);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
        return next != null;
      }

      @Override
      public Message next() {
        if (!hasNext() || next == null) {
          throw new NoSuchElementException("the subscription is closed");
        }
        Message message = next;
        next = null;
        return message;
      }
    };
  }

  /**
   * How many messages were dropped because the reader was slow; of a history, how many had gone
   * before it came to them; nothing is counted of a history that has values too. A value that was
   * superseded while it waited is not lost.
   */
  public long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more messages; those that wait can still be read. May be called again. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed && source != null) {
        settle(null);
        source.close();
      }
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }
}
