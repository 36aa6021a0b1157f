package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;

class TopologyTest {
  private static World converged(int nodes, int perBucket, long seed) {
    World.Observer nobody =
        new World.Observer() {
          @Override
          public void delivered(SimNode node, Delivery delivery, long nowNanos) {}
        };
    World world = new World(seed, EngineConfig.DEFAULT, LinkModel.DEFAULT, nobody);
    for (int i = 0; i < nodes; i++) {
      world.start(world.addNode("one"), List.of(), List.of());
    }
    world.runUntil(0);
    Topology.converge(world, perBucket, new Rng(seed));
    return world;
  }

  @ParameterizedTest
  @CsvSource({"2, 20", "30, 20", "500, 20", "500, 3", "500, 1"})
  void everyBucketIsAsFullAsItCanBe(int nodes, int perBucket) {
    World world = converged(nodes, perBucket, 1);
    int wanted = 0;
    int missing = 0;
    for (SimNode node : world.nodes()) {
      for (int bucket = 0; bucket < NodeId.BITS; bucket++) {
        int there = membersOf(world, node, bucket);
        int here = 1 + membersBelow(world, node, bucket);
        int links = node.engine().table().sizeOf(bucket);
        assertThat(links).isLessThanOrEqualTo(perBucket);
        // The larger half of two cannot give all of its nodes as many partners as it would like.
        if (here <= there) {
          wanted += Math.min(perBucket, there);
          missing += Math.min(perBucket, there) - links;
        }
      }
    }
    assertThat(missing).isLessThanOrEqualTo(wanted / 200);
  }

  private static int membersOf(World world, SimNode node, int bucket) {
    return (int)
        world.nodes().stream()
            .filter(other -> node.nodeId().bucketIndex(other.nodeId()) == bucket)
            .count();
  }

  private static int membersBelow(World world, SimNode node, int bucket) {
    return (int)
        world.nodes().stream()
            .filter(other -> other != node && node.nodeId().bucketIndex(other.nodeId()) < bucket)
            .count();
  }

  @Test
  void linksAreMutualAndDecidedByTheSeed() {
    World world = converged(300, 4, 7);
    for (SimNode node : world.nodes()) {
      for (Neighbour neighbour : node.engine().neighbours()) {
        SimNode other = world.nodes().get(SimNode.indexOf(neighbour.remote()));
        assertThat(other.engine().neighbours()).extracting(Neighbour::peer).contains(node.peer());
      }
    }
    assertThat(tables(converged(300, 4, 7))).isEqualTo(tables(world));
    assertThat(tables(converged(300, 4, 8))).isNotEqualTo(tables(world));
  }

  private static List<List<PeerId>> tables(World world) {
    List<List<PeerId>> tables = new ArrayList<>();
    for (SimNode node : world.nodes()) {
      tables.add(node.engine().table().all().stream().map(Neighbour::peer).toList());
    }
    return tables;
  }

  /** Nobody looks anything up or dials: the tables are what they would become. */
  @Test
  void aConvergedNetworkHasNothingToDo() {
    World world = converged(100, 20, 3);
    long events = world.events();
    world.runUntil(400_000_000);
    assertThat(world.events() - events).isLessThan(100);
  }
}
