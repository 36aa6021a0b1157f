package org.xorcast.sim.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.core.engine.Note;
import org.xorcast.core.id.PeerId;

/** Liars who sign two messages under one sequence, one for each half of the network. */
class EquivocationTest {
  @ParameterizedTest
  @CsvSource({"0.1, 1", "0.1, 2", "0.3, 1"})
  void nobodyDeliversBothAndTheLiarFallsSilent(double share, long seed) {
    Trial trial =
        new Trial(100, share, Adversary.EQUIVOCATE, seed)
            .publish(10, 1000, Duration.ofSeconds(1))
            .untilComplete(Duration.ofSeconds(20));
    assertThat(trial.delivered()).isEqualTo(1);
    trial.assertNothingWrong();
    Set<PeerId> proven = new HashSet<>();
    for (Note note : trial.notes) {
      if (note instanceof Note.Equivocation equivocation) {
        proven.add(equivocation.publisher());
        assertThat(trial.isLiar(equivocation.publisher())).isTrue();
      }
    }
    assertThat(proven).as("operators are told of every liar").hasSize(trial.liars.size());

    trial.fromLiars.clear();
    trial.run(Duration.ofSeconds(6));
    int afterwards = trial.fromLiars.values().stream().mapToInt(one -> one).sum();
    assertThat(afterwards)
        .as("of three pairs from each liar, each of which would reach everybody once")
        .isLessThan(3 * trial.liars.size() * trial.honest.size() / 10);
  }
}
