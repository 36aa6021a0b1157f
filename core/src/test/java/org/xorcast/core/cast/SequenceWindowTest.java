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
      SequenceWindow window = new SequenceWindow(0, 0);
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
  void whatLiesBeforeItsStartCountsAsSeen() {
    SequenceWindow window = new SequenceWindow(935, 0);
    window.mark(1000, 0);
    assertThat(window.contains(999)).isFalse();
    assertThat(window.contains(936)).isFalse();
    assertThat(window.contains(935)).isTrue();
    assertThat(window.contiguous()).isEqualTo(935);
  }

  @Test
  void countsWhatItGivesUp() {
    SequenceWindow window = new SequenceWindow(0, 0);
    window.mark(1, 0);
    window.mark(3, 0);
    assertThat(window.isBeyond(SequenceWindow.SIZE + 1)).isFalse();
    assertThat(window.isBeyond(SequenceWindow.SIZE + 2)).isTrue();
    assertThat(window.mark(SequenceWindow.SIZE + 10, 0)).isEqualTo(8);
    assertThat(window.mark(10 * SequenceWindow.SIZE, 1)).isPositive();
    assertThat(window.contains(9 * SequenceWindow.SIZE)).isTrue();
  }

  @Test
  void givesUpNoMoreThanItIsTold() {
    SequenceWindow window = new SequenceWindow(0, 0);
    window.mark(1, 0);
    window.mark(4, 0);
    window.mark(5, 0);
    window.mark(7, 0);
    assertThat(window.giveUpTo(1)).isZero();
    assertThat(window.contains(3)).isFalse();
    assertThat(window.giveUpTo(4)).isEqualTo(2);
    assertThat(window.contains(3)).isTrue();
    assertThat(window.contiguous()).isEqualTo(5);
    assertThat(window.giveUpTo(10)).isEqualTo(4);
    assertThat(window.contiguous()).isEqualTo(10);
  }
}
