package org.xorcast.core.cast;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.xorcast.core.engine.Batch;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;

/**
 * Small messages of this node that wait to be signed together: Nagle's idea (RFC 896), with the
 * answers to the last messages as the clock.
 *
 * <p>Who publishes now and then never waits: a message goes at once unless others press behind it,
 * or the one before went a moment ago and most of those it was pushed to have not answered yet.
 * While as many as {@value #WINDOW} are unanswered nothing goes: their receivers are far away, or
 * hardly keep up. So the later answers come, the more messages share a signature; and when a whole
 * batch waits behind the window the publisher is too fast.
 */
final class Outbox {
  /** A message usually waits no longer; and who was silent for so long does not wait at all. */
  static final long WAIT_NANOS = Duration.ofMillis(5).toNanos();

  /** No message waits longer, whatever is unanswered. */
  static final long WAIT_MAX_NANOS = Duration.ofSeconds(1).toNanos();

  /** So many of the last messages may be unanswered. */
  static final int WINDOW = 8;

  /** A batch is sent when it has this much. */
  static final int FULL_BYTES = 16 * 1024;

  /** A larger message gains little by company. */
  static final int SMALL_BYTES = 4096;

  /**
   * A message that is on its way.
   *
   * @param pushes to how many it was pushed
   */
  record Sent(MessageId id, int pushes) {}

  /** A message, and who is to be told its name. */
  record Waiting(long ticket, Bytes payload) {}

  private final int fullBytes;
  private final List<Waiting> waiting = new ArrayList<>(0);
  private int bytes;
  private long sinceNanos;
  private long lastNanos = -WAIT_NANOS;
  private final ArrayDeque<Sent> sent = new ArrayDeque<>(0);
  private boolean late;

  /**
   * @param chunkBytes a batch is not cut into chunks
   */
  Outbox(int chunkBytes) {
    fullBytes = Math.min(FULL_BYTES, chunkBytes);
  }

  /** Whether a message is of the kind that can share a signature. */
  boolean takes(Event.Publish publish) {
    int size = publish.payload().length();
    return publish.name() == null
        && publish.key() == null
        && publish.receipt() == null
        && size <= SMALL_BYTES
        && Batch.packedBytes(size) <= fullBytes;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  boolean hasRoomFor(Bytes payload) {
    return waiting.size() < Batch.COUNT_MAX
        && bytes + Batch.packedBytes(payload.length()) <= fullBytes;
  }

  /** Whether the application published something less than {@link #WAIT_NANOS} ago. */
  boolean isBusy(long nowNanos) {
    return nowNanos - lastNanos < WAIT_NANOS;
  }

  /** The application publishes now. */
  void published(long nowNanos) {
    lastNanos = nowNanos;
  }

  /** Takes a message that there is room for. */
  void add(long ticket, Bytes payload, long nowNanos) {
    if (waiting.isEmpty()) {
      sinceNanos = nowNanos;
    }
    waiting.add(new Waiting(ticket, payload));
    bytes += Batch.packedBytes(payload.length());
  }

  /** Removes and returns what waits. */
  List<Waiting> take() {
    List<Waiting> taken = List.copyOf(waiting);
    waiting.clear();
    bytes = 0;
    late = false;
    return taken;
  }

  long nextDeadlineNanos() {
    return waiting.isEmpty() ? Deadlines.NEVER : sinceNanos + (late ? WAIT_MAX_NANOS : WAIT_NANOS);
  }

  /**
   * Whether what waits is to go now.
   *
   * @param unanswered whether most of the receivers of a message have not answered yet
   */
  boolean isDue(Predicate<Sent> unanswered, long nowNanos) {
    if (waiting.isEmpty()) {
      return false;
    }
    if (!isLast(unanswered)) {
      return true;
    }
    long waitedNanos = nowNanos - sinceNanos;
    late = waitedNanos >= WAIT_NANOS && isWindowFull(unanswered);
    return waitedNanos >= (late ? WAIT_MAX_NANOS : WAIT_NANOS);
  }

  /** Whether the last message that went on its way is {@code unanswered}. */
  boolean isLast(Predicate<Sent> unanswered) {
    return !sent.isEmpty() && unanswered.test(sent.getLast());
  }

  /** Whether as many as may be are {@code unanswered}; answers come in order, more or less. */
  boolean isWindowFull(Predicate<Sent> unanswered) {
    return sent.size() == WINDOW && unanswered.test(sent.getFirst());
  }

  /** A message of this node is on its way. */
  void sent(MessageId id, int pushes) {
    sent.add(new Sent(id, pushes));
    if (sent.size() > WINDOW) {
      sent.remove();
    }
  }
}
