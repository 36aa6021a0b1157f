package org.xorcast.app.demo;

import java.util.List;
import org.xorcast.Node;
import org.xorcast.NodeStats;
import org.xorcast.core.engine.Counter;

/**
 * Sums over all nodes.
 *
 * @param payloadReceived payload bytes received, wanted or not
 * @param wireBytesOut bytes sent, with UDP and IP headers
 * @param failures exceptions caught inside nodes
 */
record Totals(long payloadReceived, long wireBytesOut, long failures) {

  static Totals of(List<Node> nodes) {
    long payload = 0;
    long wire = 0;
    long failures = 0;
    for (Node node : nodes) {
      NodeStats stats = node.stats();
      payload += stats.get(Counter.PAYLOAD_BYTES_RECEIVED);
      wire += stats.wireBytesOut();
      failures += stats.failures();
    }
    return new Totals(payload, wire, failures);
  }

  Totals minus(Totals before) {
    return new Totals(
        payloadReceived - before.payloadReceived,
        wireBytesOut - before.wireBytesOut,
        failures - before.failures);
  }
}
