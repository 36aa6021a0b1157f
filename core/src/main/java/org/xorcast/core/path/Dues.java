package org.xorcast.core.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.xorcast.core.engine.Deadlines;

/**
 * When each link wants to be looked at next, without looking at all of them. An entry may be too
 * early, never too late. Not thread-safe.
 */
final class Dues {
  private record Due(long nanos, PeerPath path) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Due::nanos).thenComparingLong(due -> due.path.link()));

  /** Something has happened to a link that may be due earlier by it. */
  void changed(PeerPath path) {
    long nanos = path.nextDeadlineNanos();
    if (nanos < path.queuedNanos) {
      path.queuedNanos = nanos;
      queue.add(new Due(nanos, path));
    }
  }

  long nextNanos() {
    Due first = queue.peek();
    return first == null ? Deadlines.NEVER : first.nanos;
  }

  /** Removes and returns the links that may be due. */
  List<PeerPath> take(long nowNanos) {
    List<PeerPath> due = new ArrayList<>();
    for (Due first = queue.peek(); first != null && first.nanos <= nowNanos; first = queue.peek()) {
      queue.remove();
      // Whoever became due earlier is in the queue twice.
      if (first.nanos == first.path.queuedNanos) {
        first.path.queuedNanos = Deadlines.NEVER;
        due.add(first.path);
      }
    }
    return due;
  }
}
