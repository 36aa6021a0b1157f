package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.PeerId;

class RandomGraphTest {
  /** Writes down who it is linked with. */
  private static final class Peers implements Core<Event> {
    final List<PeerId> peers = new ArrayList<>();

    @Override
    public void handle(Event event, long nowNanos, Effects out) {
      if (event instanceof Event.Adopt adopt) {
        peers.add(adopt.record().peer());
      }
    }

    @Override
    public long nextDeadlineNanos() {
      return Deadlines.NEVER;
    }
  }

  private static World connected(int nodes, long seed) {
    World world = new World(seed, seat -> new Peers(), LinkModel.DEFAULT, (node, what, now) -> {});
    for (int i = 0; i < nodes; i++) {
      world.addNode("sim");
    }
    RandomGraph.connect(world, 5, new Rng(seed));
    return world;
  }

  private static List<PeerId> peers(SimNode node) {
    return ((Peers) node.core()).peers;
  }

  @Test
  void everybodyHasFiveDifferentNeighboursAndAllHangTogether() {
    World world = connected(1000, 1);
    int ends = 0;
    for (SimNode node : world.nodes()) {
      assertThat(peers(node)).doesNotHaveDuplicates().doesNotContain(node.peer());
      assertThat(peers(node)).hasSizeBetween(3, 5);
      ends += peers(node).size();
    }
    assertThat(ends).isGreaterThanOrEqualTo(4998);
    assertThat(reachable(world)).hasSize(1000);
  }

  @Test
  void theSeedDecides() {
    assertThat(peers(connected(50, 3).nodes().getFirst()))
        .isNotEqualTo(peers(connected(50, 4).nodes().getFirst()));
    World one = connected(50, 3);
    World two = connected(50, 3);
    for (int i = 0; i < 50; i++) {
      assertThat(peers(one.nodes().get(i))).isEqualTo(peers(two.nodes().get(i)));
    }
  }

  private static Set<PeerId> reachable(World world) {
    Set<PeerId> found = new LinkedHashSet<>();
    List<PeerId> next = new ArrayList<>(List.of(world.nodes().getFirst().peer()));
    while (!next.isEmpty()) {
      PeerId peer = next.removeLast();
      if (found.add(peer)) {
        for (SimNode node : world.nodes()) {
          if (node.peer().equals(peer)) {
            next.addAll(peers(node));
          }
        }
      }
    }
    return found;
  }
}
