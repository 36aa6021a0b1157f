package org.xorcast.sim.check;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xorcast.core.Engine;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.sim.SimNode;

/**
 * The tables of the live, honest nodes that have joined hold together: from most of them, all
 * others are reached. A cut, a pause or a clogged way may put a node out of reach; it then has a
 * while to come back, counted from when the network lets it.
 */
final class OneGraph implements Checker {
  private static final long MENDING_NANOS = 30_000_000_000L;

  private final Findings findings;
  private final Map<Integer, Long> outSinceNanos = new HashMap<>();

  OneGraph(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void inspect(Network network) {
    BitSet out = outOfReach(network);
    outSinceNanos.keySet().removeIf(node -> !out.get(node));
    boolean cut = network.world().barriers().isCut();
    for (SimNode node : network.live()) {
      if (out.get(node.index())) {
        if (cut || network.world().barriers().hold(node, network.nowNanos())) {
          outSinceNanos.remove(node.index());
        } else {
          judge(node, network.nowNanos());
        }
      }
    }
  }

  private void judge(SimNode node, long nowNanos) {
    Long since = outSinceNanos.putIfAbsent(node.index(), nowNanos);
    if (since != null && nowNanos - since >= MENDING_NANOS) {
      findings.report("one graph", node, nowNanos, "is out of reach since " + since / 1e9 + " s");
    }
  }

  /** Whether all hold together now. */
  boolean isWhole(Network network) {
    return outOfReach(network).isEmpty();
  }

  /** Reports whoever is out of reach now. */
  void demand(Network network) {
    BitSet out = outOfReach(network);
    for (SimNode node : network.live()) {
      if (out.get(node.index())) {
        findings.report("one graph", node, network.nowNanos(), "is out of reach");
      }
    }
  }

  /** The joined nodes outside of the first part that has half of them, or else the last part. */
  private static BitSet outOfReach(Network network) {
    List<SimNode> members = network.live().stream().filter(OneGraph::hasJoined).toList();
    BitSet left = new BitSet();
    members.forEach(member -> left.set(member.index()));
    BitSet all = (BitSet) left.clone();
    for (SimNode member : members) {
      if (left.get(member.index())) {
        BitSet part = part(network, member);
        left.andNot(part);
        part.and(all);
        if (2 * part.cardinality() >= members.size() || left.isEmpty()) {
          all.andNot(part);
          return all;
        }
      }
    }
    return all;
  }

  private static boolean hasJoined(SimNode node) {
    return node.core() instanceof Engine engine && engine.isJoined();
  }

  /** Whoever is reached from a node over live honest ones. */
  private static BitSet part(Network network, SimNode first) {
    BitSet reached = new BitSet();
    Deque<SimNode> open = new ArrayDeque<>(List.of(first));
    reached.set(first.index());
    while (!open.isEmpty()) {
      SimNode member = open.remove();
      if (member.core() instanceof Engine engine) {
        for (Neighbour neighbour : engine.neighbours()) {
          SimNode node = network.world().peerOf(member, neighbour.link());
          if (node != null && node.isAlive() && !reached.get(node.index())) {
            reached.set(node.index());
            open.add(node);
          }
        }
      }
    }
    return reached;
  }
}
