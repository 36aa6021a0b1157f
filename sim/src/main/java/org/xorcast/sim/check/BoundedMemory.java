package org.xorcast.sim.check;

import java.util.HashSet;
import java.util.Set;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.cast.Holdings;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.SimNode;

/** No node keeps more than its configuration allows, or more messages than there are. */
final class BoundedMemory implements Checker {
  private static final int PAYLOAD_MAX_BYTES = 16 << 20;

  private final Findings findings;
  private final EngineConfig config;
  private final Set<MessageId> messages = new HashSet<>();

  BoundedMemory(Findings findings, EngineConfig config) {
    this.findings = findings;
    this.config = config;
  }

  @Override
  public void published(SimNode node, MessageId id, long sequence, byte[] payload, long nowNanos) {
    messages.add(id);
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    messages.add(delivery.id());
  }

  @Override
  public void inspect(Network network) {
    for (SimNode node : network.live()) {
      if (node.core() instanceof Engine engine) {
        judge(node, engine.holdings(), network.nowNanos());
        int links = engine.neighbours().size();
        bound(
            node,
            "links",
            links,
            config.overlay().linksMax() + config.overlay().dialsMax(),
            network.nowNanos());
      }
    }
  }

  private void judge(SimNode node, Holdings holdings, long nowNanos) {
    long payloadMax = config.cast().storeBytes() + PAYLOAD_MAX_BYTES;
    // What liars sign and nobody has been handed yet is not among the known messages.
    bound(node, "messages", holdings.messages() - holdings.held(), messages.size(), nowNanos);
    bound(node, "messages", holdings.messages(), config.cast().storeMessages(), nowNanos);
    bound(node, "payload bytes", holdings.payloadBytes(), payloadMax, nowNanos);
    bound(node, "unfinished messages", holdings.unfinished(), Holdings.UNFINISHED_MAX, nowNanos);
    bound(node, "sessions", holdings.sessions(), Holdings.SESSIONS_MAX, nowNanos);
    bound(node, "wanted messages", holdings.pulls(), Holdings.PULLS_MAX, nowNanos);
    bound(node, "receipts", holdings.receipts(), Holdings.RECEIPTS_MAX, nowNanos);
    bound(node, "values", holdings.values(), config.cast().storeMessages(), nowNanos);
    bound(node, "bytes of values", holdings.valueBytes(), payloadMax, nowNanos);
    bound(node, "held messages", holdings.held(), Holdings.HELD_MAX, nowNanos);
    bound(node, "held bytes", holdings.heldBytes(), Holdings.HELD_BYTES_MAX, nowNanos);
  }

  private void bound(SimNode node, String what, long value, long max, long nowNanos) {
    if (value > max) {
      findings.report(
          "bounded memory", node, nowNanos, "keeps " + value + " " + what + ", at most " + max);
    }
  }
}
