package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;

class EventQueueTest {
  private record Entry(long time, int order) {}

  private final EventQueue<Entry> queue = new EventQueue<>();

  @Test
  void takesByTimeAndAmongEqualsInTheOrderAdded() {
    PriorityQueue<Entry> expected =
        new PriorityQueue<>(Comparator.comparingLong(Entry::time).thenComparingInt(Entry::order));
    Rng rng = new Rng(1);
    long now = 0;
    for (int order = 0; order < 50_000; order++) {
      // Steps of very different sizes, and very often none at all.
      Entry entry = new Entry(now + (rng.nextInt(3) == 0 ? 0 : 1L << rng.nextInt(40)), order);
      queue.add(entry.time, entry);
      expected.add(entry);
      while (rng.nextInt(2) == 0 && !expected.isEmpty()) {
        Entry next = expected.remove();
        assertThat(queue.nextTime()).isEqualTo(next.time);
        assertThat(queue.take()).isEqualTo(next);
        now = next.time;
      }
    }
    while (!expected.isEmpty()) {
      assertThat(queue.take()).isEqualTo(expected.remove());
    }
    assertThat(queue.nextTime()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void lookingAheadDoesNotMoveTimeOn() {
    queue.add(1000, new Entry(1000, 1));
    assertThat(queue.nextTime()).isEqualTo(1000);
    queue.add(10, new Entry(10, 2));
    assertThat(queue.take()).isEqualTo(new Entry(10, 2));
    assertThatThrownBy(() -> queue.add(9, new Entry(9, 3))).hasMessageContaining("is over");
  }

  @Test
  void anEmptyQueueHasNothingToGive() {
    assertThat(queue.nextTime()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
  }
}
