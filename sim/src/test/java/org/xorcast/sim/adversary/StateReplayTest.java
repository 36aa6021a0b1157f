package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.core.engine.Delivery;
import org.xorcast.sim.SimNode;

/** Liars who send superseded values again, to everybody and to newcomers first. */
class StateReplayTest {
  private static final int KEYS = 20;

  private static Map<String, Long> values(SimNode node) {
    Map<String, Long> values = new LinkedHashMap<>();
    for (Delivery value : node.engine().values(null)) {
      values.put(String.valueOf(value.key()), value.sequence());
    }
    return values;
  }

  private static void put(Trial trial, int updates) {
    for (int update = 0; update < updates; update++) {
      String key = "key " + update % KEYS;
      trial.world.publishValue(trial.honest.getFirst(), null, 0, key, new byte[200]);
      trial.run(Duration.ofMillis(50));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1, 1", "0.3, 1", "0.3, 2", "0.3, 3"})
  void neverReplaceNewerOnes(double share, long seed) {
    Trial trial = new Trial(60, share, Adversary.REPLAY, seed);
    put(trial, 10 * KEYS);
    trial.run(Duration.ofSeconds(5));
    Map<String, Long> newest = values(trial.honest.getFirst());
    assertThat(newest).hasSize(KEYS).containsEntry("key 0", 9L * KEYS + 1);
    assertThat(trial.honest).allSatisfy(node -> assertThat(values(node)).isEqualTo(newest));
    SimNode newcomer = trial.seat(trial.world.addNode(Trial.NETWORK));
    trial.world.start(newcomer, List.of(trial.honest.getFirst()), List.of());
    trial.run(Duration.ofSeconds(2));
    assertThat(values(newcomer)).isEqualTo(newest);
    trial.run(Duration.ofSeconds(5));
    assertThat(trial.honest).allSatisfy(node -> assertThat(values(node)).isEqualTo(newest));
    assertThat(trial.backwards).isZero();
    trial.assertNothingWrong();
  }

  /** Who withholds says what it has, and serves none of it. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void whoWithholdsKeepsNobodyFromTheNewest(long seed) {
    Trial trial = new Trial(60, 0.3, Adversary.WITHHOLD, seed);
    put(trial, 10 * KEYS);
    SimNode newcomer = trial.seat(trial.world.addNode(Trial.NETWORK));
    trial.world.start(newcomer, List.of(trial.honest.getFirst()), List.of());
    trial.run(Duration.ofSeconds(10));
    Map<String, Long> newest = values(trial.honest.getFirst());
    assertThat(newest).hasSize(KEYS);
    assertThat(trial.honest).allSatisfy(node -> assertThat(values(node)).isEqualTo(newest));
    assertThat(trial.backwards).isZero();
    trial.assertNothingWrong();
  }
}
