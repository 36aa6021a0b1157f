package org.xorcast.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What will happen, by time; what is due at the same time happens in the order it was added.
 *
 * <p>A radix heap (Ahuja, Mehlhorn, Orlin and Tarjan, 1990): since nothing is ever added before the
 * time that was taken last, it is enough to sort by the highest bit in which a time differs from
 * that. Adding and taking cost a few steps in consecutive memory, where a binary heap of millions
 * of entries jumps around in all of it.
 *
 * @param <E> what happens
 */
final class EventQueue<E> {
  /** Entries in the order they came. */
  private static final class Bucket {
    private static final int CAPACITY_MIN = 4;
    private static final int CAPACITY_KEPT = 1024;

    long[] times = new long[CAPACITY_MIN];
    @Nullable Object[] entries = new @Nullable Object[CAPACITY_MIN];
    int size;

    void add(long time, Object entry) {
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
        entries = Arrays.copyOf(entries, 2 * size);
      }
      times[size] = time;
      entries[size++] = entry;
    }

    void clear() {
      if (size > CAPACITY_KEPT) {
        times = new long[CAPACITY_MIN];
        entries = new @Nullable Object[CAPACITY_MIN];
      } else {
        Arrays.fill(entries, 0, size, null);
      }
      size = 0;
    }
  }

  /** Bucket 0 holds what is due at {@code last}, bucket i what differs from it in bit i - 1. */
  private final Bucket[] buckets = new Bucket[Long.SIZE + 1];

  private long last;

  /** How many of bucket 0 have been taken. */
  private int taken;

  EventQueue() {
    Arrays.setAll(buckets, i -> new Bucket());
  }

  /**
   * Adds something.
   *
   * @param time not before the time of what was taken last
   */
  void add(long time, E entry) {
    if (time < last) {
      throw new IllegalArgumentException("time " + time + " is over: it is " + last);
    }
    buckets[bucketOf(time)].add(time, entry);
  }

  private int bucketOf(long time) {
    return Long.SIZE - Long.numberOfLeadingZeros(time ^ last);
  }

  /** The time of what happens next, {@link Long#MAX_VALUE} if nothing does. */
  long nextTime() {
    if (taken < buckets[0].size) {
      return last;
    }
    Bucket nearest = buckets[nearest()];
    long next = Long.MAX_VALUE;
    for (int i = 0; i < nearest.size; i++) {
      next = Math.min(next, nearest.times[i]);
    }
    return next;
  }

  /** The lowest bucket with something in it, bucket 0 apart; the last one if there is none. */
  private int nearest() {
    int nearest = 1;
    while (nearest < buckets.length - 1 && buckets[nearest].size == 0) {
      nearest++;
    }
    return nearest;
  }

  /** Removes and returns what happens next, at {@link #nextTime}; there must be something. */
  @SuppressWarnings("unchecked") // only add puts something into a bucket
  E take() {
    Bucket due = buckets[0];
    if (taken == due.size) {
      due.clear();
      taken = 0;
      advance();
    }
    Object entry = due.entries[taken];
    if (entry == null) {
      throw new IllegalStateException("nothing is left to happen");
    }
    due.entries[taken++] = null;
    return (E) entry;
  }

  /** Moves on to the next time; the entries of the nearest bucket fall into lower ones. */
  private void advance() {
    long next = nextTime();
    Bucket nearest = buckets[nearest()];
    last = next;
    for (int i = 0; i < nearest.size; i++) {
      Object entry = nearest.entries[i];
      if (entry != null) {
        buckets[bucketOf(nearest.times[i])].add(nearest.times[i], entry);
      }
    }
    nearest.clear();
  }
}
