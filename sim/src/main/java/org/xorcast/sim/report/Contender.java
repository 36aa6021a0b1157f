package org.xorcast.sim.report;

import java.util.List;

/**
 * One protocol in the scenario.
 *
 * @param name as on the command line, lower-case letters and digits
 * @param delivery the share of wanted deliveries made (0 to 1) against milliseconds since
 *     publication, ascending
 * @param hopShares the share of deliveries that came over 0, 1, 2 .. hops
 * @param nodeSends payload sends per message of each node, ascending
 * @param messageP99 milliseconds within which 99 % of the deliveries of message 1, 2 .. were made
 * @param traceHash over all runs: equal for equal runs
 */
public record Contender(
    String name,
    Figures figures,
    List<Point> delivery,
    List<Double> hopShares,
    List<Double> nodeSends,
    List<Point> messageP99,
    String traceHash) {

  public Contender {
    if (!name.matches("[a-z][a-z0-9]*")) {
      throw new IllegalArgumentException("no name of a protocol: " + name);
    }
    delivery = List.copyOf(delivery);
    hopShares = List.copyOf(hopShares);
    nodeSends = List.copyOf(nodeSends);
    messageP99 = List.copyOf(messageP99);
  }

  /**
   * How unevenly the nodes share the sending: 0 if all send the same, close to 1 if one sends all
   * (Gini's coefficient).
   */
  double gini() {
    double sum = 0;
    double ranked = 0;
    for (int i = 0; i < nodeSends.size(); i++) {
      sum += nodeSends.get(i);
      ranked += (i + 1) * nodeSends.get(i);
    }
    int nodes = nodeSends.size();
    return sum == 0 ? 0 : 2 * ranked / (nodes * sum) - (nodes + 1.0) / nodes;
  }

  /** Payload sends per message of the busiest node. */
  double busiestSends() {
    return nodeSends.isEmpty() ? 0 : nodeSends.getLast();
  }
}
