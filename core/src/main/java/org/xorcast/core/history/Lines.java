package org.xorcast.core.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Delivery;

/** All sessions of a group, those in which something is missing, and what is held back for it. */
final class Lines {
  /** Most sessions; the one that was silent longest goes first. */
  static final int MAX = 4096;

  /** Most sessions of which there is nothing but a neighbour's word. */
  static final int CLAIMED_MAX = 1024;

  /** Most messages held back, and most bytes of them. */
  static final int HELD_MAX = 8192;

  static final long HELD_BYTES_MAX = 64L << 20;

  private final Counters counters;
  private final Map<Line.Key, Line> lines = new LinkedHashMap<>(0, 0.75f, true);
  private final Set<Line> behind = new LinkedHashSet<>(0);
  private int held;
  private long heldBytes;

  Lines(Counters counters) {
    this.counters = counters;
  }

  @Nullable Line get(Line.Key key) {
    return lines.get(key);
  }

  List<Line> all() {
    return new ArrayList<>(lines.values());
  }

  /** Those in which something is missing; a copy, safe against changes. */
  List<Line> behind() {
    return behind.isEmpty() ? List.of() : new ArrayList<>(behind);
  }

  int held() {
    return held;
  }

  boolean hasRoomForClaims() {
    int unproven = 0;
    for (Line line : behind) {
      unproven += line.isProven() ? 0 : 1;
    }
    return unproven < CLAIMED_MAX;
  }

  Line begin(Line line) {
    lines.put(line.key, line);
    if (lines.size() > MAX) {
      for (Line eldest : lines.values()) {
        if (!behind.contains(eldest)) {
          lines.remove(eldest.key);
          break;
        }
      }
    }
    return line;
  }

  void dropIfEmpty(Line line) {
    if (!line.isProven()) {
      lines.remove(line.key);
      behind.remove(line);
    }
  }

  /** Files a line under what is missing in it; whether it is newly so. */
  boolean note(Line line) {
    if (line.isComplete()) {
      behind.remove(line);
      return false;
    }
    return behind.add(line);
  }

  /** Holds a message back, if there is room, or it is the one whose turn it is. */
  void hold(Line line, Delivery delivery) {
    boolean full = held >= HELD_MAX || heldBytes + delivery.sizeBytes() > HELD_BYTES_MAX;
    if (full && delivery.firstSequence() > line.taken() + 1) {
      counters.increment(Counter.HELD_DROPPED);
    } else if (!line.hold(delivery)) {
      counters.increment(Counter.RECALLED_IN_VAIN);
    } else {
      held++;
      heldBytes += delivery.sizeBytes();
    }
  }

  @Nullable Delivery next(Line line) {
    Delivery next = line.next();
    if (next != null) {
      held--;
      heldBytes -= next.sizeBytes();
    }
    return next;
  }

  /** Makes a session known of which everything up to {@code sequence} was delivered. */
  void rewind(Line.Key key, long sequence) {
    Line line = lines.get(key);
    if (line == null) {
      line = begin(new Line(key, sequence, false));
    }
    for (Delivery dropped : line.rewind(sequence)) {
      held--;
      heldBytes -= dropped.sizeBytes();
    }
  }
}
