package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.MessageId;

/** A network that is cut in two finds together again, and so does what both sides published. */
class PartitionTest {
  private static final int NODES = 200;
  private static final int PAYLOAD_BYTES = 1000;

  private final Map<MessageId, Integer> deliveries = new LinkedHashMap<>();
  private final World.Observer observer =
      new World.Observer() {
        @Override
        public void delivered(SimNode node, Delivery delivery, long nowNanos) {
          deliveries.merge(delivery.id(), 1, Integer::sum);
        }
      };

  private World converged(long seed) {
    World world = new World(seed, EngineConfig.DEFAULT, LinkModel.DEFAULT, observer);
    for (int i = 0; i < NODES; i++) {
      world.start(world.addNode("one"), List.of(), List.of());
    }
    world.runUntil(0);
    Topology.converge(world, 20, new Rng(seed));
    run(world, Duration.ofSeconds(3));
    return world;
  }

  private static void run(World world, Duration duration) {
    world.runUntil(world.nowNanos() + duration.toNanos());
  }

  private static void cutInTwo(World world) {
    byte[] sides = new byte[NODES];
    for (int i = NODES / 2; i < NODES; i++) {
      sides[i] = 1;
    }
    world.barriers().partition(sides, false);
  }

  @ParameterizedTest
  @CsvSource({"1, 30", "2, 30", "3, 30", "4, 30", "5, 30", "6, 8", "7, 60"})
  void whatBothSidesPublishedIsEverywhereSoonAfterHealing(long seed, int seconds) {
    World world = converged(seed);
    cutInTwo(world);
    Rng publishers = new Rng(seed);
    for (int second = 0; second < seconds; second++) {
      run(world, Duration.ofSeconds(1));
      if (second % 10 == 4) {
        world.publish(world.nodes().get(publishers.nextInt(NODES / 2)), new byte[1000]);
        world.publish(world.nodes().get(NODES / 2 + publishers.nextInt(NODES / 2)), new byte[1000]);
      }
    }
    run(world, Duration.ofMillis(300));
    assertThat(deliveries).hasSize(2 * ((seconds + 5) / 10));
    assertThat(deliveries.values()).as("received behind the cut").containsOnly(NODES / 2);
    Traffic before = Traffic.sum(world.nodes(), null);
    world.barriers().heal();
    run(world, Duration.ofSeconds(3));
    assertThat(deliveries.values()).containsOnly(NODES);
    double wanted = (double) PAYLOAD_BYTES * deliveries.size() * NODES / 2;
    double copies = Traffic.sum(world.nodes(), before).payloadReceivedBytes() / wanted;
    assertThat(copies).isBetween(1.0, 1.05);
  }

  private static long dials(World world) {
    return world.nodes().stream()
        .mapToLong(node -> node.engine().counters().get(Counter.DIALS))
        .sum();
  }

  /** Half of all nodes gone: those left dial in search of them, but at a walking pace. */
  @Test
  void aMassCrashMakesNoDialStorm() {
    World world = converged(1);
    world.nodes().subList(NODES / 2, NODES).forEach(world::crash);
    run(world, Duration.ofSeconds(30));
    assertThat(dialsPerNodeAndSecond(world, 30)).isLessThan(2.5);
    run(world, Duration.ofMinutes(10));
    assertThat(dialsPerNodeAndSecond(world, 60)).isLessThan(0.5);
  }

  private static double dialsPerNodeAndSecond(World world, int seconds) {
    long before = dials(world);
    run(world, Duration.ofSeconds(seconds));
    return (dials(world) - before) / (seconds * NODES / 2.0);
  }
}
