package org.xorcast.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the broadcast promises, over many seeds. */
class ExperimentTest {
  private static Report run(Experiment experiment) {
    return experiment.run(progress -> {});
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 100, 400})
  void withoutFaultsEveryNodeGetsOneCopy(int nodes) {
    Report report = run(Experiment.of(nodes, 1).withMessages(10, 1000));
    assertThat(report.deliveredWorst()).isEqualTo(1);
    assertThat(report.duplicatesToApp()).isZero();
    assertThat(report.copiesPerNode()).isBetween(1.0, 1.01);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void crashesAndLossCostTimeButNoMessage(long seed) {
    Report report = run(Experiment.of(200, seed).withFaults(0.3, 0.05).withMessages(10, 1000));
    assertThat(report.liveNodes()).isEqualTo(140);
    assertThat(report.deliveredWorst()).isEqualTo(1);
    assertThat(report.duplicatesToApp()).isZero();
    assertThat(report.copiesPerNode()).isLessThanOrEqualTo(1.05);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void halfOfTheNodesGoneAndEveryTenthFrameLost(long seed) {
    Report report = run(Experiment.of(200, seed).withFaults(0.5, 0.1).withMessages(5, 1000));
    assertThat(report.deliveredWorst()).isEqualTo(1);
    assertThat(report.duplicatesToApp()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void largePayloadsSurviveCrashesAndLoss(long seed) {
    Report report = run(Experiment.of(40, seed).withFaults(0.2, 0.01).withMessages(1, 2_000_000));
    assertThat(report.deliveredWorst()).isEqualTo(1);
    assertThat(report.duplicatesToApp()).isZero();
    assertThat(report.copiesPerNode()).isLessThanOrEqualTo(1.15);
  }

  @Test
  void largePayloadsCostOneCopy() {
    Report report = run(Experiment.of(60, 1).withMessages(1, 5_000_000));
    assertThat(report.deliveredWorst()).isEqualTo(1);
    assertThat(report.copiesPerNode()).isLessThanOrEqualTo(1.01);
  }

  @Test
  void aNetworkThatJoinedThroughOneNodeBroadcastsAsWell() {
    Report report = run(Experiment.of(100, 1).withJoins(true).withMessages(10, 1000));
    assertThat(report.deliveredWorst()).isEqualTo(1);
    assertThat(report.copiesPerNode()).isBetween(1.0, 1.01);
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    Experiment experiment = Experiment.of(100, 7).withFaults(0.3, 0.05).withMessages(5, 1000);
    Report first = run(experiment);
    assertThat(run(experiment)).isEqualTo(first);
    assertThat(run(Experiment.of(100, 8).withFaults(0.3, 0.05).withMessages(5, 1000)).traceHash())
        .isNotEqualTo(first.traceHash());
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> Experiment.of(1, 1)).hasMessageContaining("nodes");
    assertThatThrownBy(() -> Experiment.of(10, 1).withFaults(1, 0)).hasMessageContaining("crash");
    assertThatThrownBy(() -> run(Experiment.of(10, 1).withFaults(0, 1)))
        .hasMessageContaining("loss");
    assertThatThrownBy(() -> Experiment.of(10, 1).withMessages(0, 1))
        .hasMessageContaining("messages");
    assertThatThrownBy(() -> Experiment.of(10, 1).withMessages(1, 0))
        .hasMessageContaining("payload");
  }
}
