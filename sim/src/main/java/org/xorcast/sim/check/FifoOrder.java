package org.xorcast.sim.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.PeerId;
import org.xorcast.sim.SimNode;

/**
 * What one session of a publisher sent is delivered in the order of its sequences. A gap is no
 * violation of this promise, going back is.
 */
final class FifoOrder implements Checker {
  private record Stream(PeerId publisher, long session) {}

  private final Findings findings;
  private final Map<Stream, long[]> lastByNode = new HashMap<>();

  FifoOrder(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    Stream stream = new Stream(delivery.publisher(), delivery.session());
    long[] last = lastByNode.computeIfAbsent(stream, one -> new long[node.index() + 1]);
    if (node.index() >= last.length) {
      last = Arrays.copyOf(last, node.index() + node.index() / 2 + 1);
      lastByNode.put(stream, last);
    }
    if (delivery.sequence() <= last[node.index()]) {
      findings.report(
          "order",
          node,
          nowNanos,
          "got number "
              + delivery.sequence()
              + " of "
              + delivery.publisher().abbreviated()
              + " after number "
              + last[node.index()]);
    } else {
      last[node.index()] = delivery.sequence();
    }
  }
}
