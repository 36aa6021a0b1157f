package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroadcastTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path temp;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static Message next(Subscription subscription) throws InterruptedException {
    return subscription.poll(SOON).orElseThrow(() -> new AssertionError("no message came"));
  }

  @Test
  void fiveNodesGetEveryMessageOnce() throws Exception {
    List<Node> nodes = new ArrayList<>();
    List<Subscription> inboxes = new ArrayList<>();
    Path file = Files.write(temp.resolve("big.bin"), random(5_000_000));
    try {
      nodes.add(NodeTest.joined(NodeTest.local()));
      for (int i = 1; i < 5; i++) {
        String first = nodes.getFirst().address().toString();
        nodes.add(NodeTest.joined(NodeTest.local().bootstrap(first)));
      }
      Await.until("all linked", () -> nodes.stream().allMatch(node -> node.peers().size() == 4));
      nodes.forEach(node -> inboxes.add(node.broadcast().subscribe()));

      Published text = nodes.get(1).broadcast().publish("hello");
      Published big = nodes.get(1).broadcast().publishFile(file);
      assertThat(text.sequence()).isEqualTo(1);
      assertThat(big.sequence()).isEqualTo(2);
      for (Subscription inbox : inboxes) {
        List<Message> both = List.of(next(inbox), next(inbox));
        assertThat(both).extracting(Message::id).containsExactlyInAnyOrder(text.id(), big.id());
        Message sent = both.get(both.get(0).id().equals(big.id()) ? 0 : 1);
        assertThat(sent.name()).contains("big.bin");
        assertThat(sent.from()).isEqualTo(nodes.get(1).id());
        assertThat(sent.saveTo(temp.resolve("in"))).hasSameBinaryContentAs(file);
      }
      // Something after them, so that a second copy would have come before it.
      nodes.get(2).broadcast().publish("end");
      for (Subscription inbox : inboxes) {
        assertThat(next(inbox).text()).isEqualTo("end");
        assertThat(inbox.lost()).isZero();
      }
      for (Node node : nodes) {
        assertThat(node.stats().failures()).isZero();
      }
    } finally {
      nodes.forEach(Node::close);
    }
  }

  @Test
  void sizesFromOneByteToTheLimit() throws Exception {
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()))) {
      Subscription inbox = a.broadcast().subscribe();
      for (int size : new int[] {1, 65_536, 65_537, Broadcast.PAYLOAD_MAX_BYTES}) {
        byte[] payload = random(size);
        b.broadcast().publish(payload);
        assertThat(next(inbox).bytes()).isEqualTo(payload);
      }
      assertThatThrownBy(() -> b.broadcast().publish(new byte[0]))
          .isInstanceOf(PayloadSizeException.class)
          .hasMessageContaining("empty");
      assertThatThrownBy(() -> b.broadcast().publish(new byte[(16 << 20) + 1]))
          .isInstanceOf(PayloadSizeException.class)
          .hasMessageContaining("16777217")
          .hasMessageContaining("16777216");
      Path file = Files.write(temp.resolve("too-big"), new byte[(16 << 20) + 1]);
      assertThatThrownBy(() -> b.broadcast().publishFile(file))
          .isInstanceOf(PayloadSizeException.class)
          .hasMessageContaining("too-big");
      assertThatThrownBy(() -> b.broadcast().publish(" ", new byte[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aloneThereIsNobodyToSendTo() throws Exception {
    try (Node alone = NodeTest.joined(NodeTest.local())) {
      assertThatThrownBy(() -> alone.broadcast().publish("anybody?"))
          .isInstanceOf(NoPeersException.class)
          .hasMessageContaining("bootstrap");
    }
  }

  @Test
  void publishingWaitsForTheJoin() throws Exception {
    try (Node a = NodeTest.joined(NodeTest.local())) {
      Subscription inbox = a.broadcast().subscribe();
      try (Node b = NodeTest.local().bootstrap(a.address().toString()).start()) {
        b.broadcast().publish("at once");
        assertThat(next(inbox).text()).isEqualTo("at once");
      }
    }
  }

  @Test
  void aFailingHandlerGoesOnAndASilentReaderHarmsNobody() throws Exception {
    List<String> texts = new CopyOnWriteArrayList<>();
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()))) {
      Subscription silent = a.broadcast().subscribe(2, 1000);
      a.broadcast()
          .onMessage(message -> {
            texts.add(message.text());
            throw new IllegalStateException("on purpose");
          });
      for (String text : List.of("one", "two", "three", "four")) {
        b.broadcast().publish(text);
      }
      Await.until("all came", () -> texts.size() == 4);
      assertThat(texts).containsExactlyInAnyOrder("one", "two", "three", "four");
      assertThat(silent.lost()).isEqualTo(2);
      assertThat(a.stats().messagesLost()).isEqualTo(2);
    }
  }
}
