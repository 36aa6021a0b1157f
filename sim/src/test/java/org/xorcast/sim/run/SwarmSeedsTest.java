package org.xorcast.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.sim.scenario.RandomScenario;

/** Seeds of {@code xorcast sim --swarm} that once found something. */
class SwarmSeedsTest {
  /**
   * 66: silence about a message as a whole was taken for one about a chunk. 67, 70074, 70085:
   * answers to what liars replay were taken for a storm. 306 was mended by the way. 221: a liar's
   * messages that waited for an earlier one were counted as more than there are.
   */
  @ParameterizedTest
  @ValueSource(longs = {66, 67, 221, 306, 70_074, 70_085})
  void whatASwarmOnceFoundStaysMended(long seed) {
    Outcome outcome = Run.of(RandomScenario.draw(seed), seed, step -> {});
    assertThat(outcome.violations()).isEmpty();
  }
}
