package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.From;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.PeerId;

/** Who was away gets what it missed out of the histories of others, and then what is new. */
class CatchUpTest implements World.Observer {
  private static final int NODES = 12;
  private static final int SIZE_BYTES = 100;

  /** Sequences in the order of delivery, by machine and publisher. */
  private final Map<String, List<Long>> got = new LinkedHashMap<>();

  private final List<Note.Gap> gaps = new ArrayList<>();
  private World world = new World(1, EngineConfig.DEFAULT, LinkModel.DEFAULT, this);

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    got(node.peer(), delivery.publisher()).add(delivery.sequence());
  }

  @Override
  public void noted(SimNode node, Note note, long nowNanos) {
    if (note instanceof Note.Gap gap) {
      gaps.add(gap);
    }
  }

  private List<Long> got(PeerId by, PeerId publisher) {
    return got.computeIfAbsent(by + " " + publisher, key -> new ArrayList<>());
  }

  private List<Long> got(SimNode node, int publisher) {
    return got(node.peer(), node(publisher).peer());
  }

  private SimNode node(int index) {
    return world.nodes().get(index);
  }

  private void build(int kept) {
    for (int i = 0; i < NODES; i++) {
      world.start(world.addNode("one"), List.of(), List.of());
    }
    world.runUntil(0);
    Topology.converge(world, 20, new Rng(1));
    run(Duration.ofSeconds(2));
    for (SimNode node : List.copyOf(world.nodes())) {
      world.remember(node, From.latest(), new SimHistory(kept));
    }
    run(Duration.ofSeconds(1));
  }

  private void run(Duration duration) {
    world.runUntil(world.nowNanos() + duration.toNanos());
  }

  private void publish(int publisher, int messages, Duration apart) {
    for (int i = 0; i < messages; i++) {
      world.publish(node(publisher), new byte[SIZE_BYTES]);
      run(apart);
    }
  }

  private SimNode comeBack(SimNode gone, From from, SimHistory history) {
    SimNode again = world.addNextLife(gone, "one");
    world.start(again, List.of(node(3), node(4)), List.of());
    world.remember(again, from, history);
    return again;
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void whoWasAwayForTenThousandMessagesGetsAllInOrderOnceWhileOthersComeIn() {
    build(100_000);
    publish(0, 10, Duration.ofMillis(10));
    run(Duration.ofSeconds(2));
    SimNode gone = node(7);
    assertThat(got(gone, 0)).isEqualTo(range(1, 10));
    world.crash(gone);
    publish(0, 10_000, Duration.ofMillis(1));
    run(Duration.ofMinutes(5));
    SimNode again = comeBack(gone, From.latest(), gone.history());
    publish(0, 300, Duration.ofMillis(10));
    run(Duration.ofSeconds(10));
    assertThat(got(again, 0)).isEqualTo(range(1, 10_310));
    assertThat(gaps).isEmpty();
    assertThat(again.engine().counters().get(Counter.RECALLED)).isGreaterThanOrEqualTo(10_000);
  }

  @Test
  void aTailIsNotMissedThoughNothingNewIsPublished() {
    build(1000);
    SimNode gone = node(7);
    world.crash(gone);
    publish(0, 50, Duration.ofMillis(10));
    run(Duration.ofMinutes(5));
    // A publisher of whom it has never heard, as well.
    publish(1, 50, Duration.ofMillis(10));
    run(Duration.ofMinutes(5));
    SimNode again = comeBack(gone, From.all(), gone.history());
    run(Duration.ofSeconds(10));
    assertThat(got(again, 0)).isEqualTo(range(1, 50));
    assertThat(got(again, 1)).isEqualTo(range(1, 50));
  }

  @Test
  void aGapThatNobodyCanFillIsTold() {
    build(100);
    publish(0, 10, Duration.ofMillis(10));
    run(Duration.ofSeconds(2));
    SimNode gone = node(7);
    world.crash(gone);
    publish(0, 500, Duration.ofMillis(5));
    run(Duration.ofMinutes(5));
    SimNode again = comeBack(gone, From.latest(), gone.history());
    run(Duration.ofSeconds(20));
    List<Long> expected = new ArrayList<>(range(1, 10));
    expected.addAll(range(411, 510));
    assertThat(got(again, 0)).isEqualTo(expected);
    assertThat(gaps).hasSize(1);
    assertThat(gaps.getFirst().from()).isEqualTo(11);
    assertThat(gaps.getFirst().to()).isEqualTo(410);
    assertThat(again.engine().counters().get(Counter.GAPS)).isEqualTo(400);
  }

  @Test
  void newcomersBeginWhereTheyWant() {
    build(60);
    publish(0, 100, Duration.ofMillis(10));
    run(Duration.ofMinutes(5));
    List<SimNode> newcomers = new ArrayList<>();
    for (From from : List.of(From.latest(), From.sequence(71), From.all())) {
      SimNode newcomer = world.addNode("one");
      newcomers.add(newcomer);
      world.start(newcomer, List.of(node(3)), List.of());
      world.remember(newcomer, from, new SimHistory(1000));
    }
    run(Duration.ofSeconds(10));
    publish(0, 1, Duration.ofSeconds(10));
    assertThat(got(newcomers.get(0), 0)).containsExactly(101L);
    assertThat(got(newcomers.get(1), 0)).isEqualTo(range(71, 101));
    assertThat(got(newcomers.get(2), 0)).isEqualTo(range(41, 101));
    assertThat(gaps).isEmpty();
  }
}
