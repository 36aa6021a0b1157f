package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochTest {
  @Test
  void theFirstTellsNothing() {
    assertThat(new Epoch().lostAt(0, 0)).isFalse();
  }

  /** RFC 6887, 8.5: 2 s and a sixteenth are allowed for. */
  @ParameterizedTest
  @CsvSource({
    // ours, the gateway's, lost
    "120, 120, false",
    "120, 126, false",
    "120, 114, false",
    "0, -1, false",
    "0, -2, true",
    "120, -4000, true",
    "1800, 1690, false",
    "1800, 1685, true",
    "1800, 1920, false",
    "1800, 1930, true",
    "120, 3, true",
    "0, 4294960000, true",
  })
  void laterOnes(long oursSeconds, long gatewaysSeconds, boolean lost) {
    Epoch epoch = new Epoch();
    long nanos = Long.MAX_VALUE - 5;
    epoch.lostAt(5000, nanos);
    long later = nanos + TimeUnit.SECONDS.toNanos(oursSeconds);
    assertThat(epoch.lostAt(5000 + gatewaysSeconds, later)).isEqualTo(lost);
  }

  @Test
  void whatWasLostIsLostOnce() {
    Epoch epoch = new Epoch();
    epoch.lostAt(5000, 0);
    assertThat(epoch.lostAt(3, 0)).isTrue();
    assertThat(epoch.lostAt(3, 0)).isFalse();
  }
}
