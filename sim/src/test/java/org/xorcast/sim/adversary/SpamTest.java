package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.core.cast.CastConfig;
import org.xorcast.core.cast.Rate;
import org.xorcast.core.cast.RateLimits;
import org.xorcast.core.engine.Counter;

/** Liars who publish without end: every hop takes as much from each as its limit says. */
class SpamTest {
  private static final int PER_SECOND = 20;
  private static final int BURST = 40;
  private static final CastConfig LIMITED =
      CastConfig.DEFAULT.withLimits(
          new RateLimits(
              new Rate(PER_SECOND, BURST),
              RateLimits.DEFAULT.publisherBytes(),
              new Rate(50, 100),
              RateLimits.DEFAULT.announcements()));

  private static Trial trial(Adversary adversary, double share) {
    Trial trial =
        new Trial(40, share, adversary, 1, LIMITED)
            .publish(4, 1000, Duration.ofSeconds(1))
            .untilComplete(Duration.ofSeconds(20));
    assertThat(trial.delivered()).isEqualTo(1);
    trial.assertNothingWrong();
    return trial;
  }

  @ParameterizedTest
  @CsvSource({"0.1", "0.3"})
  void withinTheRateItIsAsGoodAsAnybodysMessages(double share) {
    Trial trial = trial(Adversary.SPAM, share);
    assertThat(trial.counted(Counter.OVER_LIMIT)).isZero();
    assertThat(trial.liarsExpelled).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0.1", "0.3"})
  void farAboveItIsCutDownToTheRateAndTheSpammersLinksAreClosed(double share) {
    Trial trial = trial(Adversary.FLOOD, share);
    double seconds = trial.world.nowNanos() / 1e9;
    double most = trial.liars.size() * (BURST + 1 + PER_SECOND * seconds);
    assertThat(trial.fromLiars.values().stream().mapToInt(one -> one).sum())
        .isLessThanOrEqualTo((int) (most * trial.honest.size()));
    assertThat(trial.counted(Counter.OVER_LIMIT)).isPositive();
    assertThat(trial.liarsExpelled).isGreaterThan(trial.liars.size() * trial.honest.size() / 2);
  }
}
