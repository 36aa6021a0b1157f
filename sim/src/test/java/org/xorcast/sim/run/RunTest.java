package org.xorcast.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.adversary.Adversary;
import org.xorcast.sim.baseline.Protocol;
import org.xorcast.sim.fault.Crash;
import org.xorcast.sim.fault.Fault;
import org.xorcast.sim.scenario.Liars;
import org.xorcast.sim.scenario.Measure;
import org.xorcast.sim.scenario.Scenario;
import org.xorcast.sim.scenario.Table;
import org.xorcast.sim.scenario.TrafficPlan;

/** What the broadcast promises, over many seeds. */
class RunTest {
  private static Scenario scenario(int nodes, int messages, int payloadBytes) {
    return Scenario.of("test", nodes)
        .withTraffic(
            new TrafficPlan(messages, payloadBytes, 100_000_000, 0, TrafficPlan.EVERYBODY));
  }

  private static Scenario broken(Scenario scenario, double crash, double loss) {
    List<Fault> faults = new ArrayList<>(scenario.faults());
    faults.add(new Crash(crash, 0));
    return scenario.withFaults(faults).withLinks(LinkModel.DEFAULT.withLoss(loss));
  }

  private static Outcome run(Scenario scenario, long seed) {
    return Run.of(scenario, seed, progress -> {});
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 100, 400})
  void withoutFaultsEveryNodeGetsOneCopy(int nodes) {
    Outcome outcome = run(scenario(nodes, 10, 1000), 1);
    assertThat(outcome.isGood()).isTrue();
    assertThat(outcome.liveNodes()).isEqualTo(nodes);
    assertThat(outcome.main().messages()).isEqualTo(10);
    assertThat(outcome.main().copiesPerNode()).isBetween(1.0, 1.01);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void crashesAndLossCostTimeButNoMessage(long seed) {
    Outcome outcome = run(broken(scenario(200, 10, 1000), 0.3, 0.05), seed);
    assertThat(outcome.liveNodes()).isEqualTo(140);
    assertThat(outcome.isGood()).isTrue();
    assertThat(outcome.main().copiesPerNode()).isLessThanOrEqualTo(1.05);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void halfOfTheNodesGoneAndEveryTenthFrameLost(long seed) {
    assertThat(run(broken(scenario(200, 5, 1000), 0.5, 0.1), seed).isGood()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void largePayloadsSurviveCrashesAndLoss(long seed) {
    Outcome outcome = run(broken(scenario(40, 1, 2_000_000), 0.2, 0.01), seed);
    assertThat(outcome.isGood()).isTrue();
    assertThat(outcome.main().copiesPerNode()).isLessThanOrEqualTo(1.15);
  }

  @Test
  void largePayloadsCostOneCopy() {
    Outcome outcome = run(scenario(60, 1, 5_000_000), 1);
    assertThat(outcome.isGood()).isTrue();
    assertThat(outcome.main().copiesPerNode()).isLessThanOrEqualTo(1.01);
  }

  @Test
  void aNetworkThatJoinedThroughOneNodeBroadcastsAsWell() {
    Outcome outcome = run(scenario(100, 10, 1000).withTable(Table.DEFAULT.withJoins(true)), 1);
    assertThat(outcome.isGood()).isTrue();
    assertThat(outcome.main().copiesPerNode()).isBetween(1.0, 1.01);
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    Scenario scenario = broken(scenario(100, 5, 1000), 0.3, 0.05);
    Outcome first = run(scenario, 7);
    Outcome again = run(scenario, 7);
    assertThat(again.traceHash()).isEqualTo(first.traceHash());
    assertThat(again.main().percentileMillis(1)).isEqualTo(first.main().percentileMillis(1));
    assertThat(run(scenario, 8).traceHash()).isNotEqualTo(first.traceHash());
  }

  @Test
  void figuresAreAboutTheMessagesThatTheScenarioNames() {
    Scenario scenario =
        broken(scenario(100, 1, 1000), 0.3, 0)
            .withTraffic(new TrafficPlan(7, 1000, 1_000_000_000, 0, TrafficPlan.EVERYBODY))
            .withMeasure(new Measure(1, 4));
    Outcome outcome = run(scenario, 1);
    Tally later = Objects.requireNonNull(outcome.later());
    assertThat(outcome.main().messages()).isEqualTo(1);
    assertThat(later.messages()).isEqualTo(4);
    assertThat(outcome.main().payloadSendsPerNode()).isGreaterThan(1.1);
    assertThat(later.percentileMillis(0.5)).isPositive();
  }

  @Test
  void whoeverGivesUpEarlyHasNotDelivered() {
    Scenario impatient =
        Scenario.of("test", 100)
            .withTraffic(new TrafficPlan(1, 1000, 30_000_000, 0, TrafficPlan.EVERYBODY))
            .withPatienceNanos(0);
    Outcome outcome = run(impatient, 1);
    assertThat(outcome.isGood()).isFalse();
    assertThat(outcome.main().deliveredWorst()).isBetween(0.01, 0.9);
  }

  @ParameterizedTest
  @EnumSource
  void everyProtocolRunsInTheSameScenario(Protocol protocol) {
    Outcome outcome = run(scenario(60, 3, 1000).withProtocol(protocol), 1);
    assertThat(outcome.main().deliveredMean()).isEqualTo(1);
    assertThat(outcome.main().copiesPerNode()).isGreaterThanOrEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"GOSSIPSUB", "KADCAST1"})
  void baselinesHaveWithholdersAmongThem(Protocol protocol) {
    Scenario honest = scenario(100, 3, 1000).withProtocol(protocol);
    Scenario lied = honest.withLiars(List.of(new Liars(Adversary.WITHHOLD, 0.3)));
    Outcome outcome = run(lied, 1);
    assertThat(outcome.liveNodes()).isEqualTo(70);
    assertThat(outcome.duplicatesToApp()).isZero();
    assertThat(outcome.main().copiesPerNode())
        .isPositive()
        .isLessThan(run(honest, 1).main().copiesPerNode());
  }

  @Test
  void liarsAreNotCounted() {
    Scenario scenario =
        scenario(100, 3, 1000).withLiars(List.of(new Liars(Adversary.WITHHOLD, 0.2)));
    Outcome outcome = run(scenario, 1);
    assertThat(outcome.liveNodes()).isEqualTo(80);
    assertThat(outcome.isGood()).isTrue();
  }

  @Test
  void missingEntriesAreMissing() {
    Table table = new Table(20, 0.3, 0, false);
    Outcome outcome = run(scenario(100, 3, 1000).withTable(table), 1);
    assertThat(outcome.isGood()).isTrue();
    assertThat(outcome.traceHash()).isNotEqualTo(run(scenario(100, 3, 1000), 1).traceHash());
  }
}
