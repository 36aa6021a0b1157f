package org.xorcast.sim.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xorcast.sim.run.Details;
import org.xorcast.sim.run.Message;
import org.xorcast.sim.run.Outcome;
import org.xorcast.sim.run.Run;
import org.xorcast.sim.scenario.Scenario;
import org.xorcast.sim.scenario.TrafficPlan;

/** Each fault happens, costs what it must cost, and ends. */
class FaultsTest {
  private static final long SECOND = 1_000_000_000L;

  private static Outcome run(Fault... faults) {
    Scenario scenario =
        Scenario.of("test", 60)
            .withTraffic(new TrafficPlan(20, 500, SECOND / 2, 0, TrafficPlan.EVERYBODY))
            .withFaults(List.of(faults))
            .withConvergeNanos(60 * SECOND);
    Outcome outcome = Run.of(scenario, 1, progress -> {});
    assertThat(outcome.violations()).isEmpty();
    return outcome;
  }

  static List<Fault> all() {
    return List.of(
        new Crash(0.2, 3 * SECOND),
        new Restart(0.2, SECOND, 3 * SECOND),
        new LinkResets(20, 0, 8 * SECOND),
        new Flap(0.2, 0, 9 * SECOND, 2 * SECOND, 3 * SECOND),
        new Partition(0.5, 2 * SECOND, 6 * SECOND, false),
        new Partition(0.3, 2 * SECOND, 6 * SECOND, true),
        new Clog(0.3, SECOND, 6 * SECOND),
        new Churn(10 * SECOND, 9 * SECOND, 0.5));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everythingArrivesInSpiteOfIt(Fault fault) {
    Outcome outcome = run(fault);
    assertThat(outcome.main().deliveredWorst()).isEqualTo(1);
    assertThat(outcome.traceHash()).isNotEqualTo(run().traceHash());
  }

  @Test
  void victimsAreStruckOff() {
    assertThat(run(new Crash(0.2, 0)).liveNodes()).isEqualTo(48);
    assertThat(run(new Restart(0.1, 0, SECOND)).liveNodes()).isEqualTo(54);
    assertThat(run(new Crash(0.2, 0), new Flap(0.2, 0, SECOND, SECOND, SECOND)).liveNodes())
        .isEqualTo(36);
    assertThat(run(new Churn(10 * SECOND, 9 * SECOND, 0.5)).liveNodes()).isBetween(20, 45);
  }

  @Test
  void nothingCrossesACut() {
    Outcome outcome = run(new Partition(0.5, 0, 5 * SECOND, false));
    Details details = Objects.requireNonNull(outcome.details());
    Message first = details.messages().getFirst();
    long late =
        details.loads().stream()
            .map(Details.Load::node)
            .filter(node -> !first.isMissingAt(node) && first.latencyNanos(node) > 5 * SECOND)
            .count();
    assertThat(late).isBetween(15L, 45L);
    assertThat(outcome.main().percentileMillis(1)).isLessThan(30_000);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> new Crash(1, 0)).hasMessageContaining("crash must be");
    assertThatThrownBy(() -> new Crash(0.1, -1)).hasMessageContaining("times must be");
    assertThatThrownBy(() -> new LinkResets(0, 0, 1)).hasMessageContaining("perSecond");
    assertThatThrownBy(() -> new Churn(1, 1, 2)).hasMessageContaining("polite");
    assertThatThrownBy(() -> new Partition(0.5, 0, 0, false)).hasMessageContaining("partition");
  }
}
