package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.engine.Rng;

/** Publishers that send faster than they are answered: their messages share signatures. */
class BatchTest implements World.Observer {
  private static final int NODES = 60;
  private static final int PUBLISHERS = 5;
  private static final int EACH = 200;
  private static final int BYTES = 200;

  /** Sequences in the order of delivery, by node and publisher. */
  private final Map<String, List<Long>> got = new LinkedHashMap<>();

  private final List<Refusal> refusals = new ArrayList<>();

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    assertThat(delivery.sizeBytes()).isEqualTo(BYTES);
    got.computeIfAbsent(node.index() + " " + delivery.publisher(), key -> new ArrayList<>())
        .add(delivery.sequence());
  }

  @Override
  public void refused(SimNode node, long ticket, Refusal reason, long nowNanos) {
    refusals.add(reason);
  }

  private World world(long seed, LinkModel links, boolean reliable) {
    EngineConfig config =
        new EngineConfig(
            EngineConfig.DEFAULT.overlay(),
            EngineConfig.DEFAULT.cast().withReliableLinks(reliable));
    World world = new World(seed, config, links, this);
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

  /** The first nodes publish at once, again and again. */
  private static void publish(World world, int messages, Duration every) {
    for (int i = 0; i < messages; i++) {
      for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
        world.publish(world.nodes().get(publisher), new byte[BYTES]);
      }
      run(world, every);
    }
  }

  private void assertComplete(World world) {
    List<Long> all = LongStream.rangeClosed(1, EACH).boxed().toList();
    for (SimNode node : world.nodes()) {
      for (SimNode publisher : world.nodes().subList(0, PUBLISHERS)) {
        if (node.isAlive()) {
          assertThat(got.get(node.index() + " " + publisher.peer())).isEqualTo(all);
        }
      }
    }
  }

  private static long pushes(World world) {
    return world.nodes().stream()
        .mapToLong(node -> node.engine().counters().get(Counter.PUSHES_SENT))
        .sum();
  }

  @Test
  void whatFollowsCloselyGoesInAQuarterOfThePushes() {
    World world = world(1, LinkModel.DEFAULT, true);
    publish(world, EACH, Duration.ofMillis(1));
    run(world, Duration.ofSeconds(5));
    assertComplete(world);
    long wanted = (long) PUBLISHERS * EACH * (NODES - 1);
    assertThat(pushes(world)).isBetween(wanted / 30, wanted / 4);
  }

  @Test
  void whatFollowsAtFiveMillisecondsGoesAtOnceAndAlone() {
    World world = world(1, LinkModel.DEFAULT, true);
    publish(world, EACH, Duration.ofMillis(5));
    run(world, Duration.ofSeconds(5));
    assertComplete(world);
    assertThat(pushes(world)).isGreaterThanOrEqualTo((long) PUBLISHERS * EACH * (NODES - 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void allArriveOnceAndInOrderOverLinksThatLoseAndReorder(long seed) {
    LinkModel links = new LinkModel(LinkModel.DEFAULT.latency(), 0.1, 0.1, 0);
    World world = world(seed, links, false);
    publish(world, EACH, Duration.ofMillis(2));
    run(world, Duration.ofSeconds(20));
    assertComplete(world);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void allArriveOnceAndInOrderWhileAFifthCrashes(long seed) {
    World world = world(seed, LinkModel.DEFAULT, true);
    Rng rng = new Rng(seed);
    for (int i = 0; i < NODES / 5; i++) {
      SimNode victim = world.nodes().get(PUBLISHERS + rng.nextInt(NODES - PUBLISHERS));
      long atNanos = world.nowNanos() + rng.between(0, Duration.ofMillis(EACH).toNanos());
      world.at(atNanos, () -> world.crash(victim));
    }
    publish(world, EACH, Duration.ofMillis(1));
    run(world, Duration.ofSeconds(20));
    assertComplete(world);
  }

  /** Rates count messages, however many share a signature: 5,000 at once, and 2,000 a second. */
  @Test
  void whoIsMuchTooFastIsToldSoAndNobodyElseRefuses() {
    World world = world(1, LinkModel.DEFAULT, true);
    SimNode publisher = world.nodes().getFirst();
    int wanted = 15_000;
    for (int i = 1; i <= wanted; i++) {
      world.publish(publisher, new byte[BYTES]);
      if (i % 500 == 0) {
        run(world, Duration.ofMillis(100));
      }
    }
    run(world, Duration.ofSeconds(5));
    assertThat(refusals).hasSizeBetween(wanted - 11_000, wanted - 5_000);
    assertThat(refusals).contains(Refusal.OVER_RATE);
    List<Long> published = LongStream.rangeClosed(1, wanted - refusals.size()).boxed().toList();
    for (SimNode node : world.nodes()) {
      assertThat(got.get(node.index() + " " + publisher.peer())).isEqualTo(published);
      assertThat(node.engine().counters().get(Counter.OVER_LIMIT)).isZero();
    }
  }

  /** A whole batch waits behind eight that nobody can have answered to yet. */
  @Test
  void whoPublishesFasterThanTheFirstAnswersComeIsToldSo() {
    World world = world(1, LinkModel.DEFAULT, true);
    SimNode publisher = world.nodes().getFirst();
    for (int i = 0; i < 2000; i++) {
      world.publish(publisher, new byte[BYTES]);
    }
    run(world, Duration.ofSeconds(5));
    assertThat(refusals).hasSizeBetween(1000, 1500).containsOnly(Refusal.BACKED_UP);
    assertThat(got.get("1 " + publisher.peer())).hasSize(2000 - refusals.size());
  }
}
