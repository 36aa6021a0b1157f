package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.engine.Counter;
import org.xorcast.sim.adversary.RightsTrial.Got;

/**
 * An owned group of which 30 % are liars, some of whom forward whatever they get: who has no right
 * reaches nobody beyond those whom it, or such a liar, sends to directly.
 */
class RightsTest {
  private static final int GOOD = 1;
  private static final int UNGRANTED = 2;
  private static final int EXPIRED = 3;
  private static final int REVOKED = 4;
  private static final int FAST = 5;
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration TENTH = Duration.ofMillis(100);

  private static RightsTrial trial(int nodes, double liars) {
    RightsTrial trial = new RightsTrial(nodes, liars, 1);
    trial.grant(GOOD, LONG);
    trial.run(Duration.ofSeconds(1));
    return trial;
  }

  /** Those with a right are heard everywhere all the same, and nobody honest is blamed. */
  private static void assertTheGrantedOneIsHeard(RightsTrial trial) {
    int before = trial.got(GOOD).deliveries;
    trial.publish(GOOD, 2, Duration.ofMillis(500));
    trial.run(Duration.ofSeconds(5));
    assertThat(trial.got(GOOD).deliveries - before).isEqualTo(2 * trial.honest.size());
    assertThat(trial.honestExpelledByHonest).isZero();
  }

  /** Publishes without right: nobody honest delivers it or passes it on. */
  private static void assertNobodyHears(RightsTrial trial, int publisher, Counter refused) {
    long forwarded = trial.forwarded();
    int delivered = trial.got(publisher).deliveries;
    long counted = trial.counted(refused);
    trial.publish(publisher, 10, TENTH);
    trial.run(Duration.ofSeconds(3));
    assertThat(trial.got(publisher).deliveries).isEqualTo(delivered);
    assertThat(trial.forwarded()).isEqualTo(forwarded);
    assertThat(trial.counted(refused)).isGreaterThan(counted);
  }

  private static void ungranted(RightsTrial trial) {
    assertNobodyHears(trial, UNGRANTED, Counter.NOT_GRANTED);
  }

  private static void expired(RightsTrial trial) {
    trial.grant(EXPIRED, Duration.ofSeconds(5));
    trial.run(Duration.ofSeconds(1));
    trial.publish(EXPIRED, 2, TENTH);
    trial.run(Duration.ofSeconds(5));
    assertThat(trial.got(EXPIRED).deliveries).isEqualTo(2 * trial.honest.size());
    assertNobodyHears(trial, EXPIRED, Counter.EXPIRED);
  }

  private static void revoked(RightsTrial trial) {
    trial.grant(REVOKED, LONG);
    trial.run(Duration.ofSeconds(1));
    trial.publish(REVOKED, 15, TENTH);
    trial.revoke(REVOKED);
    long revokedNanos = trial.world.nowNanos();
    trial.publish(REVOKED, 30, TENTH);
    Got got = trial.got(REVOKED);
    assertThat(got.messages.size()).isGreaterThanOrEqualTo(14);
    assertThat(got.lastNanos - revokedNanos).isLessThan(Duration.ofSeconds(2).toNanos());
    assertNobodyHears(trial, REVOKED, Counter.REVOKED);
  }

  /** All nodes agree on which of its messages are too many: their numbers show it. */
  private static void overRate(RightsTrial trial) {
    trial.grant(FAST, LONG);
    trial.run(Duration.ofSeconds(1));
    trial.publish(FAST, 100, Duration.ofMillis(10));
    trial.run(Duration.ofSeconds(3));
    Got got = trial.got(FAST);
    assertThat(got.messages.size()).isBetween(10, 1 + 10 * (1 + 1));
    assertThat(got.deliveries).isEqualTo(got.messages.size() * trial.honest.size());
    assertThat(trial.counted(Counter.OVER_RATE)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void anUngrantedPublisher(double liars) {
    RightsTrial trial = trial(300, liars);
    assertTheGrantedOneIsHeard(trial);
    ungranted(trial);
    assertTheGrantedOneIsHeard(trial);
  }

  @Test
  void anExpiredPublisher() {
    RightsTrial trial = trial(300, 0.3);
    expired(trial);
    assertTheGrantedOneIsHeard(trial);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void aRevocationTakesEffectEverywhereWithinTwoSeconds(double liars) {
    RightsTrial trial = trial(300, liars);
    revoked(trial);
    assertTheGrantedOneIsHeard(trial);
  }

  @Test
  void aPublisherOverItsRate() {
    RightsTrial trial = trial(300, 0.3);
    overRate(trial);
    assertTheGrantedOneIsHeard(trial);
  }

  @Test
  void aStatementCostsEachNodeAFewKilobytesOnce() {
    RightsTrial trial = trial(300, 0);
    trial.run(Duration.ofMinutes(5));
    double frames = trial.controlFramesPerNode();
    double bytes = trial.controlBytesPerNode();
    trial.grant(REVOKED, LONG);
    trial.run(Duration.ofMinutes(1));
    assertThat(trial.controlFramesPerNode() - frames).isBetween(5.0, 60.0);
    assertThat(trial.controlBytesPerNode() - bytes).isBetween(500.0, 6000.0);
  }

  @Test
  void allOfThemAmongAThousand() {
    RightsTrial trial = trial(1000, 0.3);
    ungranted(trial);
    expired(trial);
    revoked(trial);
    overRate(trial);
    assertTheGrantedOneIsHeard(trial);
  }
}
