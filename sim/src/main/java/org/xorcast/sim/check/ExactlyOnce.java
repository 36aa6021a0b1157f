package org.xorcast.sim.check;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.SimNode;

/** No application is handed a message twice. */
final class ExactlyOnce implements Checker {
  private final Findings findings;
  private final Map<MessageId, BitSet> receivers = new HashMap<>();
  private long again;

  ExactlyOnce(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    BitSet got = receivers.computeIfAbsent(delivery.id(), id -> new BitSet());
    if (got.get(node.index())) {
      again++;
      findings.report("exactly once", node, nowNanos, "was handed " + delivery.id() + " again");
    }
    got.set(node.index());
  }

  /** Deliveries of what had been delivered. */
  long again() {
    return again;
  }
}
