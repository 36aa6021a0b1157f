package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** One socket for both IP versions, and nodes that have only one of them, on real sockets. */
class DualStackTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static NodeBuilder builder(String listen) {
    return Node.builder().network("both").listen(listen);
  }

  @Test
  void whoHasBothHearsAndIsHeardByWhoHasOne() throws Exception {
    try (Node both = builder("[::]:0").start();
        Node ipv4 = builder("127.0.0.1:0").bootstrap("127.0.0.1:" + both.address().port()).start();
        Node ipv6 = builder("[::1]:0").bootstrap("[::1]:" + both.address().port()).start()) {
      List<String> heard = new CopyOnWriteArrayList<>();
      for (Node node : List.of(both, ipv4, ipv6)) {
        node.broadcast().onMessage(m -> heard.add(m.text() + " at " + node.id().abbreviated()));
      }
      assertThat(ipv4.awaitJoined(SOON)).isTrue();
      assertThat(ipv6.awaitJoined(SOON)).isTrue();
      ipv4.broadcast().publish("four");
      ipv6.broadcast().publish("six");
      Await.until(
          "all is heard by all",
          () ->
              heard.containsAll(
                  List.of(
                      "four at " + both.id().abbreviated(),
                      "four at " + ipv6.id().abbreviated(),
                      "six at " + both.id().abbreviated(),
                      "six at " + ipv4.id().abbreviated())));
      assertThat(ipv4.peers()).allMatch(peer -> !peer.address().isIpv6());
      assertThat(ipv6.peers()).allMatch(peer -> peer.address().isIpv6());
      Await.until(
          "who have not one version in common are linked through the one who has both",
          () ->
              ipv6.peers().stream()
                  .anyMatch(p -> p.id().equals(ipv4.id()) && p.rung() == Rung.RELAYED));
      for (Node node : List.of(both, ipv4, ipv6)) {
        assertThat(node.stats().failures()).isZero();
      }
    }
  }
}
