package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.overlay.Neighbour;

/** More nodes than one can have links with join through it at the same moment. */
class CrowdTest {
  private static final int NODES = 900;

  private final World world =
      new World(
          1,
          EngineConfig.DEFAULT,
          LinkModel.DEFAULT,
          new World.Observer() {
            @Override
            public void delivered(SimNode node, Delivery delivery, long nowNanos) {}
          });

  @Test
  void allGetIn() {
    for (int i = 0; i < NODES; i++) {
      world.addNode("crowd");
    }
    SimNode first = world.nodes().getFirst();
    for (SimNode node : world.nodes()) {
      world.start(node, node == first ? List.of() : List.of(first), List.of());
    }
    world.runUntil(60_000_000_000L);
    assertThat(world.nodes()).allMatch(node -> node.engine().isJoined());
    assertThat(part(first)).hasSize(NODES);
    int max = EngineConfig.DEFAULT.overlay().linksMax();
    assertThat(first.engine().neighbours().size()).isLessThanOrEqualTo(max);
  }

  private Set<SimNode> part(SimNode first) {
    Set<SimNode> part = new LinkedHashSet<>(Set.of(first));
    Deque<SimNode> open = new ArrayDeque<>(part);
    while (!open.isEmpty()) {
      SimNode node = open.remove();
      for (Neighbour neighbour : node.engine().neighbours()) {
        SimNode peer = world.peerOf(node, neighbour.link());
        if (peer != null && part.add(peer)) {
          open.add(peer);
        }
      }
    }
    return part;
  }
}
