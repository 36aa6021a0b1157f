package org.xorcast.sim.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.sim.NodeFactory;

/**
 * Each baseline comes to what its authors, or others who simulated it, have published. The figures
 * are those of {@code docs/baselines.md}, where their sources and all deviations are; what comes
 * last is how far off a run of this size may be.
 */
class PublishedFiguresTest {
  private static NodeFactory gossipSub(int wanted, int low, int high) {
    return seat -> new GossipSubCore(seat, new GossipSubCore.Degree(wanted, low, high));
  }

  @ParameterizedTest
  @CsvSource({"5, 4.0", "8, 7.0"})
  void aFloodCostsOneCopyLessThanItHasLinks(int degree, double copies) {
    Trial.Figures flood = Trial.of(FloodCore::new, 1).onRandomGraph(degree).run(5);
    assertThat(flood.delivered()).isEqualTo(1);
    assertThat(flood.copies()).isCloseTo(copies, withinPercentage(1));
  }

  @Test
  void aFloodOverTheTableIsQuickestAndDearest() {
    Trial.Figures flood = Trial.of(Protocol.FLOOD, 1).run(2);
    assertThat(flood.delivered()).isEqualTo(1);
    assertThat(flood.copies()).isCloseTo(130.7, withinPercentage(6));
    assertThat(flood.lastHop()).isCloseTo(3.1, within(0.5));
    assertThat(flood.p50()).isCloseTo(31, withinPercentage(6));
    assertThat(flood.p99()).isCloseTo(39, withinPercentage(6));
  }

  @Test
  void gossipSubsMeshesComeToTheCopiesOfItsAuthorsSimulation() {
    Trial.Figures sparse = Trial.of(gossipSub(6, 4, 12), 1).run(10);
    assertThat(sparse.copies()).isCloseTo(6.29, withinPercentage(3));
    assertThat(sparse.delivered()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 6.99, 118", "0.1, 6.2, 126", "0.3, 4.6, 146"})
  void gossipSubWithAMeshOfExactlyEight(double crash, double copies, double p99) {
    Trial.Figures exact = Trial.of(gossipSub(8, 8, 8), 2).withCrash(crash).run(10);
    assertThat(exact.delivered()).isEqualTo(1);
    assertThat(exact.copies()).isCloseTo(copies, withinPercentage(2));
    assertThat(exact.p99()).isCloseTo(p99, withinPercentage(9));
  }

  @Test
  void gossipSubAnnouncesToSixInEachOfThreeHeartbeats() {
    Trial.Figures usual = Trial.of(Protocol.GOSSIPSUB, 1).run(10);
    assertThat(usual.control()).isCloseTo(18, within(0.2));
    assertThat(usual.copies()).isBetween(7.0, 9.0);
    assertThat(usual.p99()).isLessThan(118);
  }

  @Test
  void gossipRepairsWhatTheMeshLost() {
    Trial.Figures half = Trial.of(Protocol.GOSSIPSUB, 1).withCrash(0.5).withLoss(0.1).run(10);
    assertThat(half.delivered()).isEqualTo(1);
  }

  @Test
  void plumtreesTreeOfOneSenderHasNothingToSpare() {
    Trial.Figures one = Trial.of(Protocol.PLUMTREE, 1).withOneSender().run(10);
    assertThat(one.delivered()).isEqualTo(1);
    assertThat(one.copies()).isCloseTo(1, within(0.001));
    assertThat(one.control()).isCloseTo(3, within(0.02));
    assertThat(one.lastHop()).isCloseTo(9.3, within(1.0));
    assertThat(one.p99()).isCloseTo(168, withinPercentage(8));
  }

  @Test
  void plumtreesTreeOfManySendersNeverSettles() {
    Trial.Figures many = Trial.of(Protocol.PLUMTREE, 1).run(20);
    assertThat(many.delivered()).isEqualTo(1);
    assertThat(many.copies()).isCloseTo(1.40, withinPercentage(12));
    assertThat(many.lastHop()).isCloseTo(17.4, within(1.5));
    assertThat(many.p50()).isCloseTo(270, withinPercentage(8));
    assertThat(many.p99()).isCloseTo(390, withinPercentage(12));
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.9999, 0.001, 354", "0.3, 0.9979, 0.005, 599"})
  void plumtreeAfterAMassiveFailure(double crash, double delivered, double off, double p99) {
    double deliveredMean = 0;
    double p99Mean = 0;
    int seeds = 5;
    for (int seed = 1; seed <= seeds; seed++) {
      Trial.Figures first =
          Trial.of(Protocol.PLUMTREE, seed).withOneSender().withCrash(crash).run(1);
      deliveredMean += first.delivered() / seeds;
      p99Mean += first.p99() / seeds;
    }
    assertThat(deliveredMean).isCloseTo(delivered, within(off));
    assertThat(p99Mean).isCloseTo(p99, withinPercentage(12));
  }

  @Test
  void kadcastWithOneDelegateSendsOnceToEverybody() {
    Trial.Figures one = Trial.of(Protocol.KADCAST1, 1).run(50);
    assertThat(one.delivered()).isEqualTo(1);
    assertThat(one.copies()).isEqualTo(1);
    assertThat(one.control()).isZero();
    assertThat(one.lastHop()).isCloseTo(9.6, within(0.5));
    assertThat(one.p50()).isCloseTo(143, withinPercentage(4));
    assertThat(one.p99()).isCloseTo(278, withinPercentage(4));
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.656", "0.2, 0.448", "0.3, 0.274", "0.5, 0.128"})
  void kadcastWithOneDelegateLosesWholeSubtrees(double crash, double delivered) {
    Trial.Figures one = Trial.of(Protocol.KADCAST1, 1).withCrash(crash).run(200);
    assertThat(one.delivered()).isCloseTo(delivered, within(0.03));
  }

  @Test
  void kadcastWithThreeDelegatesCostsMoreThanThreeCopies() {
    Trial.Figures three = Trial.of(Protocol.KADCAST3, 1).run(20);
    assertThat(three.delivered()).isEqualTo(1);
    assertThat(three.copies()).isCloseTo(5.49, withinPercentage(2));
    assertThat(three.lastHop()).isCloseTo(5.8, within(0.4));
    assertThat(three.p50()).isCloseTo(68, withinPercentage(5));
    assertThat(three.p99()).isCloseTo(104, withinPercentage(8));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0, 1.0, 0.002",
    "0.3, 0, 0.962, 0.04",
    "0.5, 0, 0.776, 0.05",
    "0, 0.1, 0.998, 0.002"
  })
  void kadcastWithThreeDelegatesUnderFaults(
      double crash, double loss, double delivered, double off) {
    Trial.Figures three = Trial.of(Protocol.KADCAST3, 1).withCrash(crash).withLoss(loss).run(20);
    assertThat(three.delivered()).isCloseTo(delivered, within(off));
  }

  @ParameterizedTest
  @CsvSource({
    "KADCAST1, false, 0.274, 0.04",
    "KADCAST3, false, 0.962, 0.04",
    "GOSSIPSUB, false, 1, 0",
    "GOSSIPSUB, true, 1, 0",
    "PLUMTREE, false, 0.998, 0.01"
  })
  void thirtyPercentThatWithhold(
      Protocol protocol, boolean announces, double delivered, double off) {
    int messages = protocol == Protocol.KADCAST1 ? 200 : 10;
    Trial.Figures figures =
        Trial.withWithholders(protocol, 0.3, announces, 1).withOneSender().run(messages);
    assertThat(figures.delivered()).isCloseTo(delivered, within(off));
  }
}
