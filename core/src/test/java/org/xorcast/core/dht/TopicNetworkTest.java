package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Subscribers of a topic find each other and a value reaches all of them. */
class TopicNetworkTest {
  private final TopicNetwork network = new TopicNetwork(1);

  @Test
  void twoFindEachOther() {
    List<TopicNetwork.Node> both = network.add(2);
    network.run(Duration.ofSeconds(30));
    assertThat(both.getFirst().neighbours()).isEqualTo(1);
    assertThat(both.getLast().neighbours()).isEqualTo(1);
    network.publish(both.getFirst(), 1);
    network.run(Duration.ofSeconds(1));
    assertThat(network.have(1)).isEqualTo(2);
    assertThat(both.getLast().values).hasSize(1);
  }

  @Test
  void aValueReachesAThousand() {
    List<TopicNetwork.Node> all = network.add(1000);
    network.run(Duration.ofMinutes(10));
    for (int seq = 1; seq <= 5; seq++) {
      long puts = network.count(DhtCounter.TOPIC_PUTS_SENT);
      long start = network.nowNanos;
      network.publish(all.get(network.rng.nextInt(1000)), seq);
      network.run(Duration.ofSeconds(10));
      long[] took =
          all.stream().mapToLong(n -> (n.newestAtNanos - start) / 1_000_000).sorted().toArray();
      System.out.printf(
          "1000: have %d, p50 %d p95 %d p99 %d max %d ms, puts per subscriber %.1f, neighbours"
              + " %.1f%n",
          network.have(seq),
          took[500],
          took[950],
          took[990],
          took[999],
          (network.count(DhtCounter.TOPIC_PUTS_SENT) - puts) / 1000.0,
          all.stream().mapToInt(TopicNetwork.Node::neighbours).average().orElse(0));
    }
  }
}
