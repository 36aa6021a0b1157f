package org.xorcast.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.MessageId;

/** Who got what when, and whether anybody got anything twice. */
final class DeliveryLog implements World.Observer {
  /** One published message. */
  static final class Entry {
    final long publishedNanos;
    final long[] latencyNanos;
    int delivered;
    int lastHop;

    Entry(long publishedNanos, int nodes) {
      this.publishedNanos = publishedNanos;
      this.latencyNanos = new long[nodes];
      Arrays.fill(latencyNanos, -1);
    }
  }

  private final int nodes;
  private final int expectedMessages;
  private final Map<MessageId, Entry> byId = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private long duplicates;
  private long unknown;

  DeliveryLog(int nodes, int expectedMessages) {
    this.nodes = nodes;
    this.expectedMessages = expectedMessages;
  }

  @Override
  public void published(SimNode node, MessageId id, long nowNanos) {
    Entry entry = new Entry(nowNanos, nodes);
    byId.put(id, entry);
    entries.add(entry);
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    Entry entry = byId.get(delivery.id());
    if (entry == null) {
      unknown++;
    } else if (entry.latencyNanos[node.index()] >= 0) {
      duplicates++;
    } else {
      entry.latencyNanos[node.index()] = nowNanos - entry.publishedNanos;
      entry.delivered++;
      entry.lastHop = Math.max(entry.lastHop, delivery.hop());
    }
  }

  /** Whether everything has been delivered to {@code live} nodes, publishers included. */
  boolean isComplete(int live) {
    return entries.size() == expectedMessages
        && entries.stream().allMatch(entry -> entry.delivered >= live);
  }

  List<Entry> entries() {
    return entries;
  }

  /** Deliveries of a message that the node had been given before. */
  long duplicates() {
    return duplicates;
  }

  /** Deliveries of a message that nobody published. */
  long unknown() {
    return unknown;
  }
}
