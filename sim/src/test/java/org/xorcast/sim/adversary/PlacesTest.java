package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.cast.CastConfig;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.sim.SimNode;

/** Liars who choose where they are: ids around a victim, many ids at few addresses. */
class PlacesTest {
  private static final int HONEST = 80;
  private static final int KEYS_OF_LIARS = 1 << 20;

  private static Trial converged(Adversary adversary, int liars, int lowest, int highest) {
    EngineConfig config = new EngineConfig(Trial.convergedTables(), CastConfig.DEFAULT);
    Trial trial = new Trial(1, adversary, config, index -> index >= HONEST);
    for (int i = 0; i < HONEST; i++) {
      trial.seat(trial.world.addNode(Trial.NETWORK));
    }
    NodeId victim = trial.honest.getFirst().nodeId();
    int key = KEYS_OF_LIARS;
    for (int i = 0; i < liars; i++) {
      key =
          trial.world.findKey(
              key + 1, id -> victim.bucketIndex(id) >= lowest && victim.bucketIndex(id) <= highest);
      Endpoint endpoint = Endpoint.ofIpv4(10 << 24 | HONEST + i, 4001);
      trial.seat(trial.world.addNode(Trial.NETWORK, key, endpoint));
    }
    trial.world.nodes().forEach(node -> trial.world.start(node, List.of(), List.of()));
    trial.converge();
    return trial;
  }

  /** Bucket 157 has an eighth of all ids: some 10 honest nodes among 10 or 35 liars. */
  @ParameterizedTest
  @CsvSource({"10, 157, 157", "35, 157, 157", "10, 0, 156", "35, 0, 156"})
  void aVictimAmongLiarsGetsEverything(int liars, int lowest, int highest) {
    Trial trial = converged(Adversary.ECLIPSE, liars, lowest, highest);
    SimNode victim = trial.honest.getFirst();
    long around =
        victim.engine().table().all().stream()
            .filter(neighbour -> neighbour.bucketIndex() >= lowest)
            .filter(neighbour -> neighbour.bucketIndex() <= highest)
            .filter(neighbour -> trial.isLiar(neighbour.peer()))
            .count();
    assertThat(around).isGreaterThanOrEqualTo(liars / 3);
    trial
        .publish(10, 1000, Duration.ofSeconds(1))
        .publishFrom(victim, 1000)
        .untilComplete(Duration.ofSeconds(30));
    assertThat(trial.delivered()).isEqualTo(1);
    trial.assertNothingWrong();
    assertThat(trial.copies(1000)).isLessThanOrEqualTo(1.05);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sybilsOfOneAddressRangeFillNobodysTable(long seed) {
    int honest = 50;
    Trial trial = new Trial(seed, Adversary.SYBIL, EngineConfig.DEFAULT, index -> index >= honest);
    for (int i = 0; i < honest; i++) {
      Endpoint own = Endpoint.ofIpv4(11 << 24 | i << 8 | 1, 4001);
      trial.seat(trial.world.addNode(Trial.NETWORK, i, own));
    }
    for (int i = honest; i < 2 * honest; i++) {
      Endpoint shared = Endpoint.ofIpv4(12 << 24 | i, 4001);
      trial.seat(trial.world.addNode(Trial.NETWORK, i, shared));
    }
    SimNode first = trial.honest.getFirst();
    for (SimNode node : trial.world.nodes()) {
      trial.world.start(node, node == first ? List.of() : List.of(first), List.of());
    }
    trial.run(Duration.ofSeconds(20));
    for (SimNode node : trial.honest) {
      List<Neighbour> sybils =
          node.engine().table().all().stream()
              .filter(neighbour -> trial.isLiar(neighbour.peer()))
              .toList();
      assertThat(sybils).hasSizeLessThanOrEqualTo(10);
      for (Neighbour sybil : sybils) {
        assertThat(sybils)
            .filteredOn(other -> other.bucketIndex() == sybil.bucketIndex())
            .hasSizeLessThanOrEqualTo(2);
      }
    }
    trial.publish(5, 1000, Duration.ofSeconds(1)).untilComplete(Duration.ofSeconds(30));
    assertThat(trial.delivered()).isEqualTo(1);
    trial.assertNothingWrong();
  }
}
