package org.xorcast.core.overlay;

import org.jspecify.annotations.Nullable;

/**
 * Links by their number, in an open-addressed table with linear probing.
 *
 * <p>Every frame that arrives is looked up here, and a node of a simulated million has this once
 * for each link: a map would box the numbers and take six times the memory.
 */
final class LinkIndex {
  private static final int CAPACITY_MIN = 8;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** As many slots as a power of two; at most three quarters are taken. */
  private @Nullable Link[] slots = new @Nullable Link[CAPACITY_MIN];

  private int size;

  int size() {
    return size;
  }

  @Nullable Link get(long number) {
    return slots[slotOf(number)];
  }

  /** Adds a link, in place of one with the same number. */
  void put(Link link) {
    int slot = slotOf(link.link());
    if (slots[slot] == null) {
      size++;
    }
    slots[slot] = link;
    if (size > slots.length / 4 * 3) {
      grow();
    }
  }

  void remove(long number) {
    int free = slotOf(number);
    if (slots[free] == null) {
      return;
    }
    size--;
    slots[free] = null;
    // Whoever was pushed past the slot that is free now moves up, or would not be found again.
    int mask = slots.length - 1;
    int next = free + 1 & mask;
    for (Link link = slots[next]; link != null; link = slots[next]) {
      int distance = next - home(link.link()) & mask;
      if (distance >= (next - free & mask)) {
        slots[free] = link;
        slots[next] = null;
        free = next;
      }
      next = next + 1 & mask;
    }
  }

  private void grow() {
    @Nullable Link[] old = slots;
    slots = new @Nullable Link[2 * old.length];
    for (Link link : old) {
      if (link != null) {
        slots[slotOf(link.link())] = link;
      }
    }
  }

  /** The slot of the link with this number, or the free one where it would be. */
  private int slotOf(long number) {
    int slot = home(number);
    for (Link link = slots[slot]; link != null && link.link() != number; link = slots[slot]) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private int home(long number) {
    return (int) (number * GOLDEN >>> Long.SIZE - Integer.numberOfTrailingZeros(slots.length));
  }
}
