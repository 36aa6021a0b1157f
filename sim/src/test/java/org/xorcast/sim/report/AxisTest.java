package org.xorcast.sim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void linearTicksAreRound() {
    assertThat(Axis.linear("", 0, 473, Words::plain).ticks())
        .containsExactly(0.0, 100.0, 200.0, 300.0, 400.0);
    assertThat(Axis.linear("", 0, 1, Words::plain).ticks().stream().map(Words::plain))
        .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
  }

  @Test
  void logTicksAreDecadesOrOneTwoFive() {
    assertThat(Axis.log("", 0.0001, 1, Words::plain).ticks().stream().map(Words::percentTick))
        .containsExactly("0.01 %", "0.1 %", "1 %", "10 %", "100 %");
    assertThat(Axis.log("", 3, 130, Words::plain).ticks().stream().map(Words::plain))
        .containsExactly("5", "10", "20", "50", "100");
  }

  @Test
  void positionsRunFromEndToEnd() {
    Axis log = Axis.log("", 1, 100, Words::plain);
    assertThat(log.position(10)).isCloseTo(0.5, within(1e-12));
    assertThat(log.position(0)).isZero();
    assertThat(log.position(Double.MAX_VALUE)).isEqualTo(1);
    assertThat(Axis.linear("", 0, 4, Words::plain).position(1)).isEqualTo(0.25);
  }
}
