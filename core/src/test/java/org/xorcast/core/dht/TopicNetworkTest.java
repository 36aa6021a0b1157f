package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.krpc.MutableItem;

/** Subscribers of a topic find each other, and a value reaches all of them. Links: 10 to 100 ms. */
class TopicNetworkTest {
  private final TopicNetwork network = new TopicNetwork(1);

  @Test
  void twoFindEachOther() {
    List<TopicNetwork.Node> both = network.add(2);
    network.run(Duration.ofSeconds(30));
    assertThat(both).extracting(TopicNetwork.Node::neighbours).containsExactly(1, 1);
    MutableItem item = network.publish(both.getFirst(), 1);
    network.run(Duration.ofSeconds(1));
    assertThat(both.getLast().values).containsExactly(item);
  }

  /** How long a value took to reach the last one, after checking that it reached all. */
  private Duration publish(TopicNetwork.Node publisher, long seq) {
    long start = network.nowNanos;
    network.publish(publisher, seq);
    network.run(Duration.ofSeconds(10));
    assertThat(network.have(seq)).isEqualTo(network.nodes.size());
    return Duration.ofNanos(
        network.nodes.values().stream()
            .mapToLong(node -> node.newestAtNanos - start)
            .max()
            .orElseThrow());
  }

  @Test
  void aValueReachesAThousandWithinAFewLinksAndEachOfThemOnce() {
    List<TopicNetwork.Node> all = network.add(1000);
    network.run(Duration.ofMinutes(2));
    assertThat(publish(all.getFirst(), 1)).isLessThan(Duration.ofMillis(300));
    long flood = network.count(DhtCounter.TOPIC_PUTS_SENT);
    assertThat(flood).as("one for each entry of a table").isBetween(15_000L, 20_000L);
    for (int seq = 2; seq <= 4; seq++) {
      assertThat(publish(all.getFirst(), seq)).isLessThan(Duration.ofMillis(300));
    }
    assertThat(network.count(DhtCounter.TOPIC_PUTS_SENT) - flood).isBetween(2997L, 3100L);
    assertThat(publish(all.getLast(), 5))
        .as("from elsewhere the tree is another one")
        .isLessThan(Duration.ofSeconds(3));
    assertThat(publish(all.getLast(), 6)).isLessThan(Duration.ofMillis(1500));
    assertThat(all).allSatisfy(node -> assertThat(node.values).hasSize(6));
    assertThat(network.count(DhtCounter.SIGNATURES_CHECKED)).as("each once").isEqualTo(6000);
  }

  @Test
  void aFifthOfAllDatagramsIsLost() {
    network.loss = 0.2;
    List<TopicNetwork.Node> all = network.add(200);
    network.run(Duration.ofMinutes(10));
    network.publish(all.getFirst(), 1);
    network.run(Duration.ofSeconds(15));
    assertThat(network.have(1)).isEqualTo(200);
  }

  @Test
  void aThirdCrashes() {
    List<TopicNetwork.Node> all = network.add(300);
    network.run(Duration.ofMinutes(10));
    all.subList(0, 100).forEach(node -> node.up = false);
    network.publish(all.getLast(), 1);
    network.run(Duration.ofSeconds(10));
    assertThat(network.have(1)).as("at once").isGreaterThan(195);
    network.run(Duration.ofMinutes(10));
    assertThat(network.have(1)).as("by the next polls").isEqualTo(200);
    network.publish(all.getLast(), 2);
    network.run(Duration.ofSeconds(5));
    assertThat(network.have(2)).as("with tables that are mended").isEqualTo(200);
  }

  @Test
  void whoComesLaterAsksForTheNewestValue() {
    List<TopicNetwork.Node> all = network.add(20);
    network.run(Duration.ofMinutes(5));
    network.publish(all.getFirst(), 1);
    network.run(Duration.ofSeconds(5));
    MutableItem newest = network.publish(all.getFirst(), 2);
    network.run(Duration.ofSeconds(5));
    TopicNetwork.Node late = network.add();
    network.run(Duration.ofSeconds(5));
    assertThat(late.values).containsExactly(newest);
  }

  @Test
  void readOnlySubscribersPollAndAreInNoTable() {
    List<TopicNetwork.Node> all = network.add(10);
    TopicNetwork.Node hidden = all.getFirst();
    hidden.server.setReadOnly(true);
    network.run(Duration.ofMinutes(20));
    network.publish(all.getLast(), 1);
    network.run(Duration.ofSeconds(80));
    assertThat(hidden.seq()).isEqualTo(1);
    assertThat(hidden.counters.get(DhtCounter.READ_ONLY_IGNORED)).isPositive();
    assertThat(all.subList(1, 10)).allSatisfy(node -> assertThat(node.neighbours()).isEqualTo(8));
  }

  @Test
  void whoDoesNotEchoTheTagIsNoNeighbour() {
    List<TopicNetwork.Node> all = network.add(10);
    all.subList(0, 5).forEach(node -> node.old = true);
    network.run(Duration.ofMinutes(30));
    assertThat(all.subList(5, 10)).allSatisfy(node -> assertThat(node.neighbours()).isEqualTo(4));
  }

  @Test
  void aRunIsItsSeed() {
    long[] puts = new long[2];
    for (int run = 0; run < 2; run++) {
      TopicNetwork again = new TopicNetwork(7);
      again.loss = 0.1;
      List<TopicNetwork.Node> all = again.add(50);
      again.run(Duration.ofMinutes(3));
      again.publish(all.getFirst(), 1);
      again.run(Duration.ofSeconds(10));
      puts[run] = Arrays.hashCode(all.stream().mapToLong(node -> node.newestAtNanos).toArray());
    }
    assertThat(puts[1]).isEqualTo(puts[0]);
  }
}
