package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Liars who take everything and give nothing, and those who also promise. */
class WithholdingTest {
  private static final int BYTES = 1000;

  @ParameterizedTest
  @CsvSource({
    "WITHHOLD, 0.1, 1", "WITHHOLD, 0.3, 1", "WITHHOLD, 0.3, 2", "WITHHOLD, 0.3, 3",
    "ANNOUNCE, 0.1, 1", "ANNOUNCE, 0.3, 1", "ANNOUNCE, 0.3, 2", "ANNOUNCE, 0.3, 3"
  })
  void everyHonestNodeGetsEveryMessageOnce(Adversary adversary, double share, long seed) {
    Trial trial =
        new Trial(200, share, adversary, seed)
            .publish(12, BYTES, Duration.ofSeconds(1))
            .untilComplete(Duration.ofSeconds(30));
    assertThat(trial.delivered()).isEqualTo(1);
    assertThat(trial.duplicates).isZero();
    assertThat(trial.forged).isZero();
    assertThat(trial.honestExpelledByHonest).isZero();
    assertThat(trial.copies(BYTES)).isLessThanOrEqualTo(1.05);
  }
}
