package org.xorcast.core.cast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;

class SequenceWindowTest {
  @Test
  void agreesWithASet() {
    Rng rng = new Rng(7);
    for (int run = 0; run < 50; run++) {
      SequenceWindow window = new SequenceWindow(1, 0);
      Set<Long> seen = new HashSet<>();
      for (int i = 0; i < 2000; i++) {
        long sequence = 1L + rng.nextInt(1500);
        assertThat(window.contains(sequence)).isEqualTo(seen.contains(sequence));
        window.mark(sequence, i);
        seen.add(sequence);
        assertThat(window.contains(sequence)).isTrue();
      }
      long contiguous = 0;
      while (seen.contains(contiguous + 1)) {
        contiguous++;
      }
      assertThat(window.contiguous()).isEqualTo(contiguous);
    }
  }

  @Test
  void aLateComerAcceptsAFewBeforeTheFirst() {
    SequenceWindow window = new SequenceWindow(1000, 0);
    window.mark(1000, 0);
    assertThat(window.contains(999)).isFalse();
    assertThat(window.contains(936)).isFalse();
    assertThat(window.contains(935)).isTrue();
  }

  @Test
  void countsWhatItGivesUp() {
    SequenceWindow window = new SequenceWindow(1, 0);
    window.mark(1, 0);
    window.mark(3, 0);
    assertThat(window.isBeyond(SequenceWindow.SIZE + 1)).isFalse();
    assertThat(window.isBeyond(SequenceWindow.SIZE + 2)).isTrue();
    assertThat(window.mark(SequenceWindow.SIZE + 10, 0)).isEqualTo(8);
    assertThat(window.mark(10 * SequenceWindow.SIZE, 1)).isPositive();
    assertThat(window.contains(9 * SequenceWindow.SIZE)).isTrue();
  }

  @Test
  void givesUpOldGapsOnly() {
    SequenceWindow window = new SequenceWindow(1, 0);
    window.mark(1, 0);
    window.mark(4, 100);
    assertThat(window.giveUpGaps(99, 200)).isZero();
    assertThat(window.contains(3)).isFalse();
    assertThat(window.giveUpGaps(100, 200)).isEqualTo(2);
    assertThat(window.contains(3)).isTrue();
    assertThat(window.contiguous()).isEqualTo(4);
    assertThat(window.giveUpGaps(1000, 2000)).isZero();
  }
}
