package org.xorcast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.app.daemon.ControlClient;
import org.xorcast.app.daemon.ReceivedMessage;

/** What only a process of its own can show: signals, and networks that share a machine. */
class NodeProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temp;

  @Test
  void sigtermLeavesPolitelyAndNeighboursSeeItAtOnce() throws Exception {
    try (NodeProcess stays = NodeProcess.start(temp.resolve("stays"));
        NodeProcess leaves =
            NodeProcess.start(temp.resolve("leaves"), "--bootstrap", stays.address())) {
      leaves.await("joined");
      stays.await("peerUp");
      String leaver = leaves.peerId();
      try (Collector collector = new Collector(leaves.connect())) {
        long start = System.nanoTime();
        leaves.terminate();
        assertThat(leaves.exitCode(Duration.ofSeconds(5))).isZero();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isLessThan(Duration.ofSeconds(2));
        assertThat(
                stays
                    .await(
                        Duration.ofSeconds(2),
                        "peerDown",
                        event -> event.path("peer").asText().equals(leaver))
                    .path("reason")
                    .asText())
            .isEqualTo("LEAVING");
        Await.until(PATIENCE, () -> collector.others().size() == 1, () -> "no end of subscription");
      }
      assertThat(leaves.dataDir().resolve("control.sock")).doesNotExist();
      leaves.await("left");
    }
  }

  @Test
  void networksOfDifferentNamesNeverMix() throws Exception {
    try (NodeProcess red1 = NodeProcess.start(temp.resolve("red1"), "--network", "red");
        NodeProcess red2 =
            NodeProcess.start(
                temp.resolve("red2"), "--network", "red", "--bootstrap", red1.address());
        NodeProcess blue1 = NodeProcess.start(temp.resolve("blue1"), "--network", "blue");
        NodeProcess blue2 =
            NodeProcess.start(
                temp.resolve("blue2"),
                "--network",
                "blue",
                "--bootstrap",
                red1.address() + "," + blue1.address());
        NodeProcess lost =
            NodeProcess.start(
                temp.resolve("lost"), "--network", "green", "--bootstrap", red1.address())) {
      for (NodeProcess process : List.of(red1, red2, blue1, blue2)) {
        process.await("joined");
      }
      assertThat(lost.await("joinFailed").path("reason").asText()).contains("another network");
      try (Collector red = new Collector(red2.connect());
          Collector blue = new Collector(blue2.connect());
          Collector green = new Collector(lost.connect())) {
        publish(red1, "from red");
        publish(blue1, "from blue");
        Await.until(
            PATIENCE,
            () -> !red.messages().isEmpty() && !blue.messages().isEmpty(),
            () -> red1 + " " + blue1);
        assertThat(texts(red)).containsExactly("from red");
        assertThat(texts(blue)).containsExactly("from blue");
        assertThat(texts(green)).isEmpty();
      }
      assertThat(peersOf(red1)).containsExactly(red2.peerId());
      assertThat(peersOf(blue2)).containsExactly(blue1.peerId());
      assertThat(peersOf(lost)).isEmpty();
    }
  }

  private static void publish(NodeProcess from, String text) throws InterruptedException {
    try (ControlClient client = from.connect()) {
      client.publish(null, null, text.getBytes(StandardCharsets.UTF_8), null);
    }
  }

  private static List<String> texts(Collector collector) {
    return collector.messages().stream()
        .map(ReceivedMessage::text)
        .map(t -> t.orElse("?"))
        .toList();
  }

  private static List<String> peersOf(NodeProcess process) throws InterruptedException {
    try (ControlClient client = process.connect()) {
      return StreamSupport.stream(client.peers().path("peers").spliterator(), false)
          .map(peer -> peer.path("peer").asText())
          .toList();
    }
  }
}
