package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.core.engine.Counter;

/** Liars who change what they pass on, or for whom. */
class TamperingTest {
  private static Trial trial(Adversary adversary, double share, int nodes, int bytes) {
    Trial trial =
        new Trial(nodes, share, adversary, 1)
            .publish(10, bytes, Duration.ofSeconds(1))
            .untilComplete(Duration.ofSeconds(30));
    assertThat(trial.delivered()).isEqualTo(1);
    trial.assertNothingWrong();
    return trial;
  }

  /** Three bad pieces are one too many; so what a liar sends in vain is bounded by its links. */
  @ParameterizedTest
  @CsvSource({"0.1, 1000", "0.3, 1000", "0.3, 200000"})
  void whoeverSendsCorruptedChunksIsBanned(double share, int bytes) {
    Trial trial = trial(Adversary.CORRUPT, share, 80, bytes);
    assertThat(trial.counted(Counter.BAD_PAYLOAD) + trial.counted(Counter.BAD_SIGNATURE))
        .isBetween(1L, 3L * trial.honest.size() * trial.liars.size());
    assertThat(trial.liarsExpelled).isPositive();
  }

  /** Flipped bytes change messages, cut the batch elsewhere, or make it none at all. */
  @ParameterizedTest
  @CsvSource({"0.1", "0.3"})
  void batchesSurviveThoseWhoCorruptThem(double share) {
    Trial trial = new Trial(80, share, Adversary.CORRUPT, 1);
    for (int i = 0; i < 10; i++) {
      trial.burst(40, 20);
      trial.run(Duration.ofMillis(300));
    }
    trial.untilComplete(Duration.ofSeconds(30));
    assertThat(trial.delivered()).isEqualTo(1);
    trial.assertNothingWrong();
    assertThat(trial.liarsExpelled).isPositive();
    assertThat(trial.counted(Counter.PUSHES_SENT)).isLessThan(10L * 40 * 80 / 5);
  }

  @ParameterizedTest
  @CsvSource({"0.1", "0.3"})
  void illegalHeightsAreCutDownAndTheirSendersBanned(double share) {
    Trial trial = trial(Adversary.INFLATE, share, 150, 1000);
    assertThat(trial.counted(Counter.BAD_HEIGHT)).isPositive();
    assertThat(trial.liarsExpelled).isPositive();
    assertThat(trial.copies(1000)).isLessThanOrEqualTo(1.3);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 1.25", "0.3, 1.4"})
  void legalButLargerHeightsCostFewCopies(double share, double copies) {
    Trial trial = trial(Adversary.STRETCH, share, 150, 1000);
    assertThat(trial.counted(Counter.BAD_HEIGHT)).isZero();
    assertThat(trial.copies(1000)).isLessThanOrEqualTo(copies);
  }
}
