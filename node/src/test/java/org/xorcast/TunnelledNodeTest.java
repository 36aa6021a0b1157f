package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.TunnelEnd;

/** A node whose UDP gets nowhere, on real sockets: its bootstrap address swallows all. */
class TunnelledNodeTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Duration SOON = Duration.ofSeconds(30);

  private static int freeTcpPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, HERE)) {
      return socket.getLocalPort();
    }
  }

  private static NodeBuilder builder() {
    return Node.builder().network("tunnels").listen("127.0.0.1:0");
  }

  @Test
  void joinsThroughATunnelHearsAllAndIsHeardByAll() throws Exception {
    int port = freeTcpPort();
    try (DatagramSocket swallowing = new DatagramSocket(0, HERE);
        Node relay = builder().tcpRelay(port).start();
        Node other = builder().bootstrap(relay.address().toString()).start();
        Node blocked =
            builder()
                .bootstrap("127.0.0.1:" + swallowing.getLocalPort())
                .tunnel("127.0.0.1:" + port)
                .start()) {
      List<String> heard = new CopyOnWriteArrayList<>();
      for (Node node : List.of(relay, other, blocked)) {
        node.broadcast().onMessage(m -> heard.add(m.text() + " at " + node.id().abbreviated()));
      }
      assertThat(blocked.awaitJoined(SOON)).isTrue();
      Await.until("all are linked", () -> blocked.peers().size() == 2);
      assertThat(blocked.peers())
          .filteredOn(peer -> peer.id().equals(relay.id()))
          .extracting(Peer::rung)
          .containsExactly(Rung.TUNNELLED);
      assertThat(blocked.whereabouts().place().tunnels())
          .extracting(Object::toString)
          .containsExactly("127.0.0.1:" + swallowing.getLocalPort());
      assertThat(relay.whereabouts().tunnels().open()).isEqualTo(1);

      blocked.broadcast().publish("out");
      other.broadcast().publish("in");
      Await.until(
          "both are heard",
          () ->
              heard.containsAll(
                  List.of(
                      "out at " + relay.id().abbreviated(),
                      "out at " + other.id().abbreviated(),
                      "in at " + blocked.id().abbreviated())));
      for (Node node : List.of(other, blocked)) {
        assertThat(node.peers()).noneMatch(peer -> TunnelEnd.is(peer.address()));
        assertThat(node.whereabouts().place().seen()).noneMatch(TunnelEnd::is);
        assertThat(node.whereabouts().place().relays()).noneMatch(TunnelEnd::is);
      }
      for (Node node : List.of(relay, other, blocked)) {
        assertThat(node.stats().failures()).isZero();
      }
    }
  }
}
