package org.xorcast.sim.run;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.Traffic;

/**
 * Everything that the figures are made of, for plots.
 *
 * @param messages in the order of publication
 * @param loads of the nodes that were live, honest and present throughout, since the first message
 */
public record Details(List<Message> messages, List<Load> loads) {
  /** What one node has sent and received. */
  public record Load(int node, Traffic traffic) {}

  static List<Load> loads(List<SimNode> nodes) {
    List<Load> loads = new ArrayList<>(nodes.size());
    for (SimNode node : nodes) {
      loads.add(new Load(node.index(), Traffic.sum(List.of(node), null)));
    }
    return loads;
  }

  static List<Load> loadsSince(List<Load> before, List<SimNode> nodes) {
    List<Load> loads = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      SimNode node = nodes.get(i);
      loads.add(new Load(node.index(), Traffic.sum(List.of(node), before.get(i).traffic())));
    }
    return loads;
  }
}
