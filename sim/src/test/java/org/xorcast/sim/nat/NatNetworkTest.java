package org.xorcast.sim.nat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.sim.run.Outcome;
import org.xorcast.sim.run.Run;
import org.xorcast.sim.scenario.Nats;
import org.xorcast.sim.scenario.Scenario;
import org.xorcast.sim.scenario.Table;
import org.xorcast.sim.scenario.TrafficPlan;

/** Whole networks behind simulated NATs. */
class NatNetworkTest {
  private static final TrafficPlan TRAFFIC =
      new TrafficPlan(5, 1000, 1_000_000_000L, 20_000_000_000L, TrafficPlan.EVERYBODY);

  private static Outcome run(int nodes, Map<NatKind, Double> shares, long seed) {
    Scenario scenario =
        Scenario.of("nats", nodes)
            .withTable(Table.DEFAULT.withJoins(true))
            .withNats(new Nats(shares))
            .withTraffic(TRAFFIC);
    return Run.of(scenario, seed, step -> {});
  }

  private static Census census(Outcome outcome) {
    return Objects.requireNonNull(outcome.census(), "a network behind NATs has a census");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aBroadcastReachesThirtyThatCannotBeDialledAndTenThatCan(long seed) {
    Outcome outcome =
        run(
            40,
            Map.of(
                NatKind.FIREWALL, 0.125,
                NatKind.RESTRICTED, 0.125,
                NatKind.PORT_RESTRICTED, 0.25,
                NatKind.SYMMETRIC, 0.25),
            seed);
    assertThat(outcome.isGood()).as(outcome.violations().toString()).isTrue();
    assertThat(outcome.main().copiesPerNode()).isLessThanOrEqualTo(1.05);
    assertThat(census(outcome).nodes(NatKind.OPEN)).isEqualTo(10);
    assertThat(census(outcome).reachedShare()).isEqualTo(1);
  }

  @Test
  void holesArePunchedBetweenAllKindsButSymmetricOnes() {
    Census census =
        census(run(24, Map.of(NatKind.PORT_RESTRICTED, 0.4, NatKind.RESTRICTED, 0.4), 1));
    assertThat(census.linkShare(Rung.RELAYED)).isZero();
    assertThat(census.linkShare(NatKind.PORT_RESTRICTED, Rung.PUNCHED)).isGreaterThan(0.5);
  }

  @Test
  void whereEverybodyHasAnotherPortForEverybodyOnlyRelaysHelp() {
    Census census = census(run(12, Map.of(NatKind.SYMMETRIC, 0.5), 1));
    assertThat(census.linkShare(NatKind.SYMMETRIC, Rung.RELAYED)).isGreaterThan(0.3);
    assertThat(census.linkShare(NatKind.OPEN, Rung.RELAYED)).isZero();
    assertThat(census.payloadShare(NatKind.SYMMETRIC, Rung.RELAYED)).isPositive();
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    Map<NatKind, Double> shares = Map.of(NatKind.PORT_RESTRICTED, 0.5, NatKind.SYMMETRIC, 0.2);
    assertThat(run(15, shares, 7).traceHash()).isEqualTo(run(15, shares, 7).traceHash());
  }
}
