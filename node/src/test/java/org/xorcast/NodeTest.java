package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.id.PeerId;

class NodeTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path temp;

  static NodeBuilder local() {
    return Node.builder().listen("127.0.0.1:0");
  }

  static Node joined(NodeBuilder builder) throws InterruptedException {
    Node node = builder.start();
    assertThat(node.awaitJoined(SOON)).isTrue();
    return node;
  }

  @Test
  void twoNodesBecomeNeighbours() throws Exception {
    try (Node a = joined(local());
        Node b = joined(local().bootstrap(a.address().toString()))) {
      Await.until("a has b", () -> a.peers().size() == 1);
      Await.until("the round trip is known", () -> b.peers().getFirst().roundTrip().isPresent());
      Peer peer = b.peers().getFirst();
      assertThat(peer.id()).isEqualTo(a.id());
      assertThat(peer.address()).isEqualTo(a.address());
      assertThat(peer.dialledByUs()).isTrue();
      assertThat(peer.inTable()).isTrue();
      assertThat(a.peers().getFirst().dialledByUs()).isFalse();
      NodeStats stats = a.stats();
      assertThat(stats.datagramsIn()).isPositive();
      assertThat(stats.wireBytesIn()).isEqualTo(stats.bytesIn() + 28 * stats.datagramsIn());
      assertThat(stats.failures()).isZero();
    }
  }

  @Test
  void aWildcardSocketServesToo() throws Exception {
    try (Node a = joined(Node.builder());
        Node b = joined(Node.builder().bootstrap("localhost:" + a.address().port()))) {
      Await.until("a has b", () -> a.peers().size() == 1);
      assertThat(b.address().ip().unwrap()).containsOnly(0);
    }
  }

  @Test
  void anotherNetworkIsNeverANeighbour() throws Exception {
    List<NodeEvent> events = new CopyOnWriteArrayList<>();
    try (Node a = joined(local().network("one"));
        Node b =
            local().network("two").bootstrap(a.address().toString()).onEvent(events::add).start()) {
      Await.until(
          "the refusal", () -> events.stream().anyMatch(NodeEvent.JoinFailed.class::isInstance));
      assertThat(a.peers()).isEmpty();
      assertThat(b.peers()).isEmpty();
      assertThat(b.isJoined()).isFalse();
      assertThat(events.getFirst())
          .isInstanceOfSatisfying(
              NodeEvent.JoinFailed.class,
              failed ->
                  assertThat(failed.reason()).isEqualTo(CloseReason.WRONG_NETWORK.explanation()));
    }
  }

  @Test
  void simultaneousDialsLeaveOneLink() throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (Node a = local().bootstrap("127.0.0.1:" + port).start();
        Node b =
            Node.builder().listen("127.0.0.1:" + port).bootstrap(a.address().toString()).start()) {
      for (Node node : List.of(a, b)) {
        assertThat(node.awaitJoined(SOON)).isTrue();
      }
      Await.until(
          "one link each",
          () ->
              a.stats().links() == 1
                  && b.stats().links() == 1
                  && a.peers().size() == 1
                  && b.peers().size() == 1);
      assertThat(a.peers().getFirst().dialledByUs())
          .isNotEqualTo(b.peers().getFirst().dialledByUs());
    }
  }

  @Test
  void leavingIsNoticedByItsReason() throws Exception {
    List<NodeEvent> events = new CopyOnWriteArrayList<>();
    try (Node a = joined(local().onEvent(events::add))) {
      PeerId gone;
      try (Node b = joined(local().bootstrap(a.address().toString()))) {
        Await.until("a has b", () -> a.peers().size() == 1);
        gone = b.id();
      }
      NodeEvent expected = new NodeEvent.PeerDown(gone, CloseReason.LEAVING);
      Await.until("a was told", () -> events.contains(expected));
      assertThat(a.peers()).isEmpty();
    }
  }

  @Test
  void aNodeWhoseLoopsEndCanStillBeClosed() throws Exception {
    try (Node a = joined(local())) {
      Loops loops = Loops.of(1);
      Node b = joined(local().loops(loops).bootstrap(a.address().toString()));
      Await.until("a has b", () -> a.peers().size() == 1);
      loops.close();
      assertThat(b.peers()).isEmpty();
      assertThatThrownBy(() -> b.broadcast().publish("x")).isInstanceOf(NodeClosedException.class);
      b.close();
    }
  }

  @Test
  void ipv6ServesToo() throws Exception {
    assumeTrue(hasIpv6(), "no IPv6 on this machine");
    try (Node a = joined(Node.builder().listen("[::1]:0"));
        Node b = joined(Node.builder().listen("[::]:0").bootstrap(a.address().toString()))) {
      Await.until("a has b", () -> a.peers().size() == 1);
      assertThat(b.peers().getFirst().address()).isEqualTo(a.address());
    }
  }

  private static boolean hasIpv6() {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getAllByName("::1")[0])) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPeerThatComesBackIsLinkedAgain() throws Exception {
    Path home = temp.resolve("home");
    try (Node a = joined(local())) {
      for (int i = 0; i < 5; i++) {
        try (Node b = joined(local().dataDir(home).bootstrap(a.address().toString()))) {
          Await.until("a has b", () -> a.peers().size() == 1 && b.peers().size() == 1);
          assertThat(a.peers().getFirst().id()).isEqualTo(b.id());
        }
        Await.until("a has nobody", () -> a.peers().isEmpty());
      }
    }
  }

  @Test
  void closingTwiceIsFineAndNothingWorksAfter() throws Exception {
    Node node = joined(local());
    Subscription subscription = node.broadcast().subscribe();
    node.close();
    node.close();
    assertThat(node.peers()).isEmpty();
    assertThat(node.awaitJoined(Duration.ZERO)).isTrue();
    assertThat(node.stats().failures()).isZero();
    assertThat(subscription.iterator().hasNext()).isFalse();
    assertThatThrownBy(() -> node.broadcast().publish("x")).isInstanceOf(NodeClosedException.class);
    assertThatThrownBy(() -> node.broadcast().subscribe()).isInstanceOf(NodeClosedException.class);
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (Node a = joined(local())) {
      String taken = a.address().toString();
      assertThatThrownBy(() -> Node.builder().listen(taken).start())
          .isInstanceOf(PortInUseException.class)
          .hasMessageContaining(taken);
      assertThatThrownBy(() -> Node.builder().listen("192.0.2.1:4001").start())
          .isInstanceOf(XorcastException.class)
          .hasMessageContaining("192.0.2.1:4001");
    }
  }

  @Test
  void aDataDirectoryServesOneNodeAndOutlivesIt() throws Exception {
    Path home = temp.resolve("home");
    try (Node other = joined(local())) {
      PeerId id;
      try (Node node = joined(local().dataDir(home).bootstrap(other.address().toString()))) {
        id = node.id();
        assertThatThrownBy(() -> local().dataDir(home).start())
            .isInstanceOf(DataDirInUseException.class);
      }
      // No bootstrap address this time: the way in is what the first run saved.
      try (Node again = joined(local().dataDir(home))) {
        assertThat(again.id()).isEqualTo(id);
        Await.until("the old neighbour", () -> again.peers().size() == 1);
      }
    }
  }

  @Test
  void badSettingsAreRefused() {
    assertThatThrownBy(() -> Node.builder().network(""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Node.builder().network("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Node.builder().bootstrap("10.0.0.7:0"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Node.builder().listen("4001"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Loops.of(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thirtyNodesAtOnceBecomeOneNetwork() throws Exception {
    List<Node> nodes = new ArrayList<>();
    try (Loops loops = Loops.of(2)) {
      Node first = local().loops(loops).start();
      nodes.add(first);
      for (int i = 1; i < 30; i++) {
        nodes.add(local().loops(loops).bootstrap(first.address().toString()).start());
      }
      for (Node node : nodes) {
        assertThat(node.awaitJoined(SOON)).isTrue();
      }
      Await.until("everybody reaches everybody", () -> reachable(nodes) == nodes.size());
      for (Node node : nodes) {
        assertThat(node.stats().failures()).isZero();
      }
      nodes.forEach(Node::close);
    }
  }

  private static int reachable(List<Node> nodes) {
    Map<PeerId, Node> byId = new HashMap<>();
    nodes.forEach(node -> byId.put(node.id(), node));
    Set<PeerId> seen = new HashSet<>(Set.of(nodes.getFirst().id()));
    ArrayDeque<PeerId> next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      Node node = byId.get(next.remove());
      for (Peer peer : node == null ? List.<Peer>of() : node.peers()) {
        if (seen.add(peer.id())) {
          next.add(peer.id());
        }
      }
    }
    return seen.size();
  }
}
