package org.xorcast.sim.run;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.World;
import org.xorcast.sim.check.Checkers;

/** Writes down what was published, and when the nodes that count got it. */
final class Ledger implements World.Observer {
  private static final byte[] UNKNOWN = {};

  private final Checkers checkers;
  private final BitSet present = new BitSet();
  private final Map<Long, byte[]> handedOver = new HashMap<>();
  private final Map<MessageId, Message> byId = new HashMap<>();
  private final List<Message> messages = new ArrayList<>();
  private int nodes;
  private int complete;

  Ledger(Checkers checkers) {
    this.checkers = checkers;
  }

  /** Says whose deliveries count from now on. */
  void count(List<SimNode> nodesThatCount, int nodesInAll) {
    nodesThatCount.forEach(node -> present.set(node.index()));
    nodes = nodesInAll;
  }

  /**
   * A message is about to be handed to its publisher.
   *
   * @param number 1 for the first that is measured, 0 and below for those that are not
   */
  void handOver(int number, byte[] payload) {
    handedOver.put((long) number, payload);
  }

  @Override
  public void published(SimNode node, long ticket, MessageId id, long sequence, long nowNanos) {
    byte[] payload = handedOver.remove(ticket);
    checkers.published(node, id, sequence, payload == null ? UNKNOWN : payload, nowNanos);
    if (payload == null || ticket <= 0) {
      return;
    }
    int receivers = present.cardinality() - (present.get(node.index()) ? 1 : 0);
    Message message = new Message((int) ticket, node.index(), payload, nowNanos, nodes, receivers);
    byId.put(id, message);
    messages.add(message);
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    checkers.delivered(node, delivery, nowNanos);
    Message message = byId.get(delivery.id());
    if (message != null
        && present.get(node.index())
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
}
