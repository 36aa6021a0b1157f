package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.sim.SimNode;

/** Liars who send old messages again. */
class ReplayTest {
  @ParameterizedTest
  @CsvSource({"0.1, 1", "0.3, 1", "0.3, 2"})
  void nothingIsDeliveredTwiceNorToNewcomersMoreThanOnce(double share, long seed) {
    Trial trial =
        new Trial(100, share, Adversary.REPLAY, seed)
            .publish(10, 1000, Duration.ofMillis(500))
            .untilComplete(Duration.ofSeconds(20));
    assertThat(trial.delivered()).isEqualTo(1);
    long before = trial.payloadReceivedBytes();
    SimNode newcomer = trial.seat(trial.world.addNode(Trial.NETWORK));
    trial.world.start(newcomer, List.of(trial.honest.getFirst()), List.of());
    trial.run(Duration.ofSeconds(10));
    assertThat(newcomer.engine().isJoined()).isTrue();
    trial.assertNothingWrong();
    double replayed = 10 * 5 * 5 * 1000.0 * trial.liars.size();
    assertThat((double) (trial.payloadReceivedBytes() - before))
        .as("what liars send again goes no further than the first honest node")
        .isLessThan(1.3 * replayed);
  }
}
