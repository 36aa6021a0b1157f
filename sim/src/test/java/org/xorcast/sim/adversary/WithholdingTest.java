package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Liars who take everything and give nothing, those who also promise, and those who stall. */
class WithholdingTest {
  private static void assertAllArrived(Trial trial, int bytes, double copies) {
    assertThat(trial.delivered()).isEqualTo(1);
    trial.assertNothingWrong();
    assertThat(trial.copies(bytes)).isLessThanOrEqualTo(copies);
  }

  @ParameterizedTest
  @CsvSource({
    "WITHHOLD, 0.1, 1", "WITHHOLD, 0.3, 1", "WITHHOLD, 0.3, 2",
    "ANNOUNCE, 0.1, 1", "ANNOUNCE, 0.3, 1", "ANNOUNCE, 0.3, 2",
    "DRIP, 0.1, 1", "DRIP, 0.3, 1", "DRIP, 0.3, 2"
  })
  void everyHonestNodeGetsEveryMessageOnce(Adversary adversary, double share, long seed) {
    Trial trial =
        new Trial(150, share, adversary, seed)
            .publish(10, 1000, Duration.ofSeconds(1))
            .untilComplete(Duration.ofSeconds(30));
    // A region that gets a new delegate was reached in part, and what drips in after 5 s was pulled
    // from others long before.
    assertAllArrived(trial, 1000, adversary == Adversary.DRIP ? 1.15 : 1.1);
  }

  @ParameterizedTest
  @CsvSource({"WITHHOLD, 0.1", "WITHHOLD, 0.3", "DRIP, 0.1", "DRIP, 0.3"})
  void aLargePayloadIsNotHeldUpForLong(Adversary adversary, double share) {
    Trial trial =
        new Trial(60, share, adversary, 1)
            .publish(1, 1_000_000, Duration.ofSeconds(1))
            .untilComplete(Duration.ofSeconds(20));
    assertAllArrived(trial, 1_000_000, 1.1);
  }
}
