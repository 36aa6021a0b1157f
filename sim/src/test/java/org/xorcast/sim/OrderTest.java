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
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.EffectsFilter;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;

/** Messages of one publisher reach every application in their order. */
class OrderTest {
  private static final int PUBLISHERS = 5;
  private static final int BURST = 30;
  private static final int UNSENT_BYTES = 222;

  /** Sequences in the order of delivery, by node and publisher. */
  private final Map<String, List<Long>> got = new LinkedHashMap<>();

  private List<Long> got(SimNode node, SimNode publisher) {
    return got.getOrDefault(node.index() + " " + publisher.peer(), List.of());
  }

  private void delivered(SimNode node, Delivery delivery, long nowNanos) {
    got.computeIfAbsent(node.index() + " " + delivery.publisher(), key -> new ArrayList<>())
        .add(delivery.sequence());
  }

  private World world(long seed, NodeFactory factory, LinkModel links, int nodes) {
    World world = new World(seed, factory, links, this::delivered);
    for (int i = 0; i < nodes; i++) {
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

  /** The first nodes publish, all of them every 10 ms. */
  private static void burst(World world) {
    for (int i = 0; i < BURST; i++) {
      for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
        world.publish(world.nodes().get(publisher), new byte[200 + publisher]);
      }
      run(world, Duration.ofMillis(10));
    }
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static EngineConfig lossy() {
    return new EngineConfig(
        EngineConfig.DEFAULT.overlay(), EngineConfig.DEFAULT.cast().withReliableLinks(false));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void burstsOverLossyLinksArriveInOrderOnceAndCompletely(long seed) {
    LinkModel links = new LinkModel(LinkModel.DEFAULT.latency(), 0.1, 0.1, 0);
    World world = world(seed, NodeFactory.engine(lossy()), links, 60);
    burst(world);
    run(world, Duration.ofSeconds(20));
    for (SimNode node : world.nodes()) {
      for (SimNode publisher : world.nodes().subList(0, PUBLISHERS)) {
        assertThat(got(node, publisher)).isEqualTo(upTo(BURST));
      }
      assertThat(node.engine().holdings().held()).isZero();
      assertThat(node.engine().counters().get(Counter.SEQUENCES_LOST)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aNodeThatComesInTheMiddleGetsTheRestInOrder(long seed) {
    World world = world(seed, NodeFactory.engine(lossy()), LinkModel.DEFAULT.withLoss(0.05), 30);
    burst(world);
    run(world, Duration.ofSeconds(5));
    SimNode newcomer = world.addNode("one");
    world.start(newcomer, world.nodes().subList(6, 9), List.of());
    for (int i = 0; i < 10; i++) {
      burst(world);
    }
    run(world, Duration.ofSeconds(30));
    long last = 11 * BURST;
    for (SimNode publisher : world.nodes().subList(0, PUBLISHERS)) {
      assertThat(got(world.nodes().get(20), publisher)).isEqualTo(upTo(last));
      // It came after the first burst, and had found its place by the fourth.
      List<Long> rest = got(newcomer, publisher);
      assertThat(rest).isSorted().doesNotHaveDuplicates();
      assertThat(rest).containsAll(LongStream.rangeClosed(4 * BURST + 1, last).boxed().toList());
      assertThat(rest).doesNotContain(1L);
    }
  }

  @Test
  void whatNobodyEverSentHoldsTheRestUpForTwoMinutes() {
    NodeFactory engines = NodeFactory.engine(EngineConfig.DEFAULT);
    World world =
        world(
            1,
            seat -> seat.index() == 0 ? new Forgetful(engines.create(seat)) : engines.create(seat),
            LinkModel.DEFAULT,
            20);
    SimNode publisher = world.nodes().getFirst();
    run(world, Duration.ofMinutes(1)); // A younger node waits less.
    for (int bytes : new int[] {100, UNSENT_BYTES, 300}) {
      world.publish(publisher, new byte[bytes]);
      run(world, Duration.ofSeconds(1));
    }
    run(world, Duration.ofSeconds(110));
    for (SimNode node : world.nodes().subList(1, 20)) {
      assertThat(got(node, publisher)).containsExactly(1L);
      assertThat(node.engine().holdings().held()).isEqualTo(1);
    }
    run(world, Duration.ofSeconds(11));
    for (SimNode node : world.nodes().subList(1, 20)) {
      assertThat(got(node, publisher)).containsExactly(1L, 3L);
      assertThat(node.engine().counters().get(Counter.SEQUENCES_LOST)).isEqualTo(1);
    }
  }

  /** Signs messages of a certain size, and never sends one. */
  private static final class Forgetful implements Core<Event> {
    private final Core<Event> engine;

    Forgetful(Core<Event> engine) {
      this.engine = engine;
    }

    @Override
    public void handle(Event event, long nowNanos, Effects out) {
      engine.handle(event, nowNanos, new Mouth(out));
    }

    @Override
    public long nextDeadlineNanos() {
      return engine.nextDeadlineNanos();
    }
  }

  private static final class Mouth extends EffectsFilter {
    Mouth(Effects out) {
      super(out);
    }

    @Override
    public void send(long link, Channel channel, byte[] head, Bytes body) {
      if (body.length() != UNSENT_BYTES) {
        out.send(link, channel, head, body);
      }
    }
  }
}
