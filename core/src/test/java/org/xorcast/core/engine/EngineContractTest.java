package org.xorcast.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineContractTest {
  private enum Kind {
    A,
    B
  }

  @Test
  void deadlinesTakeWhatIsDue() {
    Deadlines<Kind> deadlines = new Deadlines<>(Kind.class);
    assertThat(deadlines.nextNanos()).isEqualTo(Deadlines.NEVER);
    deadlines.set(Kind.A, 10);
    deadlines.setEarlier(Kind.A, 20);
    deadlines.set(Kind.B, 5);
    assertThat(deadlines.nextNanos()).isEqualTo(5);
    assertThat(deadlines.take(Kind.A, 9)).isFalse();
    assertThat(deadlines.take(Kind.A, 10)).isTrue();
    assertThat(deadlines.take(Kind.A, 11)).isFalse();
    assertThat(deadlines.get(Kind.B)).isEqualTo(5);
  }

  @Test
  void rngIsTheSameEverywhere() {
    Rng rng = new Rng(42);
    assertThat(rng.nextLong()).isEqualTo(0xbdd732262feb6e95L);
    assertThat(rng.nextLong()).isEqualTo(0x28efe333b266f103L);
  }

  @Test
  void rngStaysInItsBounds() {
    Rng rng = new Rng(3);
    int[] hits = new int[10];
    for (int i = 0; i < 10_000; i++) {
      hits[rng.nextInt(10)]++;
      assertThat(rng.nextDouble()).isBetween(0.0, 1.0);
      assertThat(rng.between(5, 8)).isBetween(5L, 7L);
      assertThat(rng.jitter(1000, 0.2)).isBetween(800L, 1200L);
    }
    for (int count : hits) {
      assertThat(count).isBetween(850, 1150);
    }
  }

  @Test
  void closeReasonsHaveDifferentCodes() {
    for (CloseReason reason : CloseReason.values()) {
      assertThat(CloseReason.ofCode(reason.code())).isEqualTo(reason);
    }
    assertThat(CloseReason.ofCode(9999)).isEqualTo(CloseReason.UNKNOWN);
  }
}
