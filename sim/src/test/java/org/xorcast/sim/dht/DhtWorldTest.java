package org.xorcast.sim.dht;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a DHT of a few hundred nodes finds, and withstands; the real figures are of 10,000. */
class DhtWorldTest {
  private static final int NODES = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void whatIsPutIsFoundAlsoWhenHalfOfAllContactsAreDead(long seed) {
    DhtFigures figures = new DhtFigures(NODES, seed);
    DhtWorld world = figures.joined();
    assertThat(figures.estimate(world)).isBetween(0.75 * NODES, 1.25 * NODES);
    DhtFigures.putAll(world, 1);
    DhtFigures.Lookups alive = figures.reads(world);
    assertThat(alive.found()).isEqualTo(DhtFigures.ITEMS);
    assertThat(alive.queries()).isLessThan(20);
    figures.killHalf(world);
    assertThat(figures.reads(world).found()).isGreaterThan(DhtFigures.ITEMS * 95 / 100);
    assertThat(figures.lookups(world).queries()).isLessThan(40);
  }

  @Test
  void itemsOutliveTheReplacementOfHalfOfAllNodes() {
    assertThat(new DhtFigures(NODES, 3).foundAfterChurn()).isGreaterThan(0.98);
  }

  @Test
  void aFifthMayLieWhereEightPathsAreTaken() {
    assertThat(new DhtFigures(NODES, 4).foundAmongLiars(0.2, 8)).isGreaterThan(0.98);
  }

  @Test
  void twentyNodesBesideAKeyDoNotHideIt() {
    assertThat(new DhtFigures(NODES, 5).foundBesideSybils()).isGreaterThan(0.8);
  }
}
