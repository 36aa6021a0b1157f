package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.sim.adversary.Adversary;

/** A publisher learns how many have its message. */
class ReceiptsTest {
  private static final ReceiptRequest COUNT = new ReceiptRequest(20_000, false);
  private static final ReceiptRequest IDS = new ReceiptRequest(20_000, true);

  /** A network with converged tables, and what is known about one message at a time. */
  private static final class Trial implements World.Observer {
    final World world;
    final Map<Integer, Long> deliveries = new LinkedHashMap<>();
    final List<Reach> told = new ArrayList<>();
    long toldNanos;
    long publishedNanos;

    Trial(int nodes, long seed) {
      this(nodes, seed, index -> false);
    }

    Trial(int nodes, long seed, IntPredicate liars) {
      EngineConfig config = EngineConfig.DEFAULT;
      NodeFactory engines = NodeFactory.engine(config);
      world =
          new World(
              seed,
              seat ->
                  liars.test(seat.index())
                      ? Adversary.BOAST.create(seat, config)
                      : engines.create(seat),
              LinkModel.DEFAULT,
              this);
      for (int i = 0; i < nodes; i++) {
        world.start(world.addNode("receipts"), List.of(), List.of());
      }
      world.runUntil(0);
      Topology.converge(world, 20, new Rng(seed));
      run(Duration.ofSeconds(3));
    }

    void run(Duration time) {
      world.runUntil(world.nowNanos() + time.toNanos());
    }

    void publish(SimNode node, ReceiptRequest receipt) {
      publish(node, 200, receipt);
    }

    void publish(SimNode node, int bytes, ReceiptRequest receipt) {
      deliveries.clear();
      told.clear();
      publishedNanos = world.nowNanos();
      world.publish(node, 1, new byte[bytes], receipt);
    }

    Reach last() {
      return told.getLast();
    }

    /** How long {@code share} of the deliveries took. */
    long latencyNanos(double share) {
      List<Long> sorted = deliveries.values().stream().sorted().toList();
      return sorted.get((int) Math.ceil(share * sorted.size()) - 1) - publishedNanos;
    }

    long counted(Counter counter) {
      return world.nodes().stream()
          .filter(node -> node.core() instanceof Engine)
          .mapToLong(node -> node.engine().counters().get(counter))
          .sum();
    }

    long liveHolders() {
      return deliveries.keySet().stream().filter(i -> world.nodes().get(i).isAlive()).count();
    }

    @Override
    public void delivered(SimNode node, Delivery delivery, long nowNanos) {
      deliveries.put(node.index(), nowNanos);
    }

    @Override
    public void reached(SimNode node, MessageId id, Reach reach, long nowNanos) {
      told.add(reach);
      toldNanos = nowNanos;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void theCountIsExactAndAsQuickAsTheWayBackWhenNothingFails(long seed) {
    Trial trial = new Trial(1000, seed);
    for (int message = 0; message < 3; message++) {
      trial.publish(trial.world.nodes().get(100 * message), COUNT);
      trial.run(Duration.ofSeconds(2));
      assertThat(trial.last()).isEqualTo(new Reach(1000, true, true, List.of()));
      assertThat(trial.toldNanos - trial.publishedNanos)
          .isLessThanOrEqualTo(2 * trial.latencyNanos(1));
      assertThat(trial.told).as("progress on the way").hasSizeGreaterThan(10);
      assertThat(trial.told.stream().map(Reach::nodes).toList()).isSorted();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void withATenthCrashedThoseAreCountedWhoLiveAndHaveIt(long seed) {
    Trial trial = new Trial(1000, seed);
    Rng rng = new Rng(seed);
    for (int i = 0; i < 100; i++) {
      trial.world.crash(trial.world.nodes().get(1 + rng.nextInt(999)));
    }
    trial.publish(trial.world.nodes().getFirst(), COUNT);
    trial.run(Duration.ofSeconds(6));
    assertThat(trial.last().over()).isTrue();
    assertThat(trial.last().nodes()).isEqualTo((int) trial.liveHolders()).isGreaterThan(895);
  }

  /** Those who die have given the message to others, who are counted all the same. */
  @ParameterizedTest
  @CsvSource({"1, 30", "1, 60", "1, 90", "2, 30", "2, 60", "2, 90"})
  void whoDiesWhileItSpreadsDoesNotTakeOthersWithIt(long seed, int millis) {
    Trial trial = new Trial(1000, seed);
    Rng rng = new Rng(seed);
    trial.publish(trial.world.nodes().getFirst(), COUNT);
    trial.run(Duration.ofMillis(millis));
    for (int i = 0; i < 100; i++) {
      trial.world.crash(trial.world.nodes().get(1 + rng.nextInt(999)));
    }
    trial.run(Duration.ofSeconds(21));
    // Who told that it has it and died then may still be counted.
    assertThat(trial.last().nodes())
        .isBetween((int) trial.liveHolders(), trial.deliveries.size())
        .isLessThan((int) trial.liveHolders() + 10);
  }

  @Test
  void idsAreToldOnRequest() {
    Trial trial = new Trial(1000, 3);
    trial.publish(trial.world.nodes().get(5), IDS);
    trial.run(Duration.ofSeconds(2));
    List<PeerId> all = trial.world.nodes().stream().map(SimNode::peer).toList();
    assertThat(trial.last().nodes()).isEqualTo(1000);
    assertThat(trial.last().ids()).hasSize(1000).containsAll(all);
  }

  @Test
  void largeMessagesAreCountedWhenTheyAreWhole() {
    Trial trial = new Trial(60, 4);
    trial.publish(trial.world.nodes().get(5), 500_000, COUNT);
    trial.run(Duration.ofSeconds(5));
    assertThat(trial.last()).isEqualTo(new Reach(60, true, true, List.of()));
    assertThat(trial.toldNanos).isGreaterThan(trial.publishedNanos + trial.latencyNanos(1));
  }

  @Test
  void theDeadlineHoldsWhenSomebodyNeverAnswers() {
    Trial trial = new Trial(100, 5);
    SimNode publisher = trial.world.nodes().getFirst();
    SimNode stuck = trial.world.nodes().get(50);
    trial.world.barriers().pause(stuck, trial.world.nowNanos() + Duration.ofMinutes(1).toNanos());
    trial.publish(publisher, new ReceiptRequest(1000, false));
    trial.run(Duration.ofSeconds(3));
    assertThat(trial.last().over()).isTrue();
    assertThat(trial.last().nodes()).isEqualTo(99);
    assertThat(trial.toldNanos - trial.publishedNanos)
        .isLessThanOrEqualTo(Duration.ofSeconds(1).toNanos());
  }

  /** One boaster adds no more than its part of the key space can hold. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void oneLiarAddsWhatItsSubtreeCouldHold(long seed) {
    Trial trial = new Trial(300, seed, index -> index == 7);
    SimNode publisher = trial.world.nodes().getFirst();
    trial.publish(publisher, COUNT);
    trial.run(Duration.ofSeconds(6));
    double network = publisher.engine().table().estimateNetworkSize();
    assertThat(trial.last().nodes()).isBetween(300, 300 + 16 + (int) (3 * network / 8));
    assertThat(trial.counted(Counter.RECEIPTS_CUT)).isPositive();
  }

  @Test
  void manyLiarsDoNotGoBeyondWhatTheNetworkCouldHold() {
    Trial trial = new Trial(300, 6, index -> index % 3 == 1);
    SimNode publisher = trial.world.nodes().getFirst();
    trial.publish(publisher, COUNT);
    trial.run(Duration.ofSeconds(6));
    double network = publisher.engine().table().estimateNetworkSize();
    int buckets = NodeId.BITS - publisher.engine().table().lowestBucket();
    assertThat(trial.last().nodes()).isBetween(300, 1 + 16 * buckets + (int) (3 * network));
  }
}
