package org.xorcast.core.cast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandingTest {
  private final Standing standing = new Standing();

  @Test
  void oneDeedProvesAStranger() {
    assertThat(standing.rank()).isEqualTo(Standing.UNKNOWN);
    standing.kept();
    assertThat(standing.rank()).isEqualTo(Standing.PROVEN);
  }

  @Test
  void oneFailureOutweighsFourSuccesses() {
    standing.failed();
    for (int i = 0; i < 4; i++) {
      assertThat(standing.rank()).isGreaterThanOrEqualTo(Standing.DOUBTFUL);
      standing.kept();
    }
    standing.kept();
    assertThat(standing.rank()).isEqualTo(Standing.PROVEN);
  }

  @Test
  void aLongRecordDoesNotPayForSteadyBetrayal() {
    for (int i = 0; i < 1000; i++) {
      standing.kept();
    }
    standing.failed();
    assertThat(standing.rank()).isEqualTo(Standing.PROVEN);
    standing.failed();
    assertThat(standing.rank()).isGreaterThanOrEqualTo(Standing.DOUBTFUL);
  }

  @Test
  void whoFailedMoreOftenComesLater() {
    standing.failed();
    int once = standing.rank();
    standing.failed();
    assertThat(standing.rank()).isGreaterThan(once);
  }
}
