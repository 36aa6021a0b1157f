package org.xorcast.sim.run;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.World;

/** Writes down what was published, and when the nodes that count got it. */
final class Ledger implements World.Observer {
  private final BitSet present = new BitSet();
  private final Map<Long, byte[]> handedOver = new HashMap<>();
  private final Map<MessageId, Message> byId = new HashMap<>();
  private final List<Message> messages = new ArrayList<>();
  private final Set<MessageId> unmeasured = new HashSet<>();
  private final Map<MessageId, BitSet> got = new HashMap<>();
  private final BitSet liars;
  private int nodes;
  private int complete;
  private long duplicates;

  /**
   * @param liars whose deliveries are of no interest
   */
  Ledger(BitSet liars) {
    this.liars = liars;
  }

  /** Says whose deliveries count from now on. */
  void count(List<SimNode> nodesThatCount, int nodesInAll) {
    nodesThatCount.forEach(node -> present.set(node.index()));
    nodes = nodesInAll;
  }

  /** A message is about to be handed to its publisher. */
  void handOver(int number, byte[] payload) {
    handedOver.put((long) number, payload);
  }

  @Override
  public void published(SimNode node, long ticket, MessageId id, long sequence, long nowNanos) {
    byte[] payload = handedOver.remove(ticket);
    if (payload == null) {
      unmeasured.add(id);
      return;
    }
    int receivers = present.cardinality() - (present.get(node.index()) ? 1 : 0);
    Message message = new Message((int) ticket, node.index(), payload, nowNanos, nodes, receivers);
    byId.put(id, message);
    messages.add(message);
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    if (liars.get(node.index())) {
      return;
    }
    BitSet receivers = got.computeIfAbsent(delivery.id(), id -> new BitSet());
    if (receivers.get(node.index())) {
      duplicates++;
    }
    receivers.set(node.index());
    Message message = byId.get(delivery.id());
    if (message == null) {
      if (!unmeasured.contains(delivery.id())) {
        duplicates++;
      }
    } else if (present.get(node.index())
        && node.index() != message.publisher()
        && message.isMissingAt(node.index())) {
      message.delivered(node.index(), nowNanos, delivery.hop());
      if (message.deliveries() == message.receivers()) {
        complete++;
      }
    }
  }

  /** Whether {@code count} messages were published and have reached all nodes that count. */
  boolean isComplete(int count) {
    return complete == count;
  }

  /** In the order of publication. */
  List<Message> messages() {
    return messages;
  }

  /** Deliveries of a message that the node had been given before, or that nobody published. */
  long duplicates() {
    return duplicates;
  }
}
