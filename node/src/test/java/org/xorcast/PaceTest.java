package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.id.Bytes;

/** Many small messages of several publishers. */
class PaceTest {
  private static final int NODES = 10;
  private static final int PUBLISHERS = 5;
  private static final int EACH = 300;

  @Test
  void nothingIsLostAtAThousandMessagesASecond() throws Exception {
    List<Node> nodes = new ArrayList<>();
    List<Subscription> inboxes = new ArrayList<>();
    try (Loops loops = Loops.of(2)) {
      nodes.add(NodeTest.joined(NodeTest.local().loops(loops)));
      String first = nodes.getFirst().address().toString();
      while (nodes.size() < NODES) {
        nodes.add(NodeTest.joined(NodeTest.local().loops(loops).bootstrap(first)));
      }
      nodes.forEach(node -> inboxes.add(node.broadcast().subscribe(10_000, 64 << 20)));
      for (int i = 0; i < EACH; i++) {
        for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
          nodes.get(publisher).broadcast().publish(new byte[200]);
        }
        Thread.sleep(1000 * PUBLISHERS / 1000);
      }
      for (Subscription inbox : inboxes) {
        long[] last = new long[PUBLISHERS];
        for (int i = 0; i < EACH * PUBLISHERS; i++) {
          Message message = inbox.poll(Duration.ofSeconds(60)).orElseThrow();
          int publisher = nodes.stream().map(Node::id).toList().indexOf(message.from());
          assertThat(message.sequence()).isEqualTo(++last[publisher]);
        }
        assertThat(inbox.poll(Duration.ZERO)).isEmpty();
      }
      nodes.forEach(Node::close);
    }
  }

  /** A single thread that publishes without a pause: its messages share signatures. */
  @Test
  void whatIsPublishedInATightLoopArrivesOnceInOrderAndUnderItsName() throws Exception {
    int count = 3000;
    List<Node> nodes = new ArrayList<>();
    nodes.add(NodeTest.joined(NodeTest.local()));
    String first = nodes.getFirst().address().toString();
    try {
      while (nodes.size() < 5) {
        nodes.add(NodeTest.joined(NodeTest.local().bootstrap(first)));
      }
      Await.until("all linked", () -> nodes.stream().allMatch(node -> node.peers().size() == 4));
      List<Subscription> inboxes = new ArrayList<>();
      nodes.forEach(node -> inboxes.add(node.broadcast().subscribe(count, 64 << 20)));
      List<Published> published = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        published.add(nodes.get(1).broadcast().publish("message " + i));
        assertThat(published.getLast().sequence()).isEqualTo(i);
      }
      for (Subscription inbox : inboxes) {
        for (int i = 1; i <= count; i++) {
          Message message = inbox.poll(Duration.ofSeconds(60)).orElseThrow();
          assertThat(message.sequence()).isEqualTo(i);
          assertThat(message.text()).isEqualTo("message " + i);
          assertThat(message.id()).isEqualTo(published.get(i - 1).id());
        }
        assertThat(inbox.poll(Duration.ZERO)).isEmpty();
      }
      long pushes = 0;
      for (Node node : nodes) {
        pushes += node.stats().counters().getOrDefault(Counter.PUSHES_SENT, 0L);
      }
      assertThat(pushes).isLessThan(2L * count); // 4 each if they were signed one by one.
    } finally {
      nodes.forEach(Node::close);
    }
  }

  @Test
  void whoDoesNotWaitForItsTurnIsToldWhenToTryAgain() throws Exception {
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()))) {
      Await.until("linked", () -> a.peers().size() == 1 && b.peers().size() == 1);
      Bytes payload = Bytes.wrap(new byte[10]);
      CompletableFuture<Published> last = new CompletableFuture<>();
      for (int i = 0; i < 20_000 && !last.isCompletedExceptionally(); i++) {
        last = a.broadcast().loop.publish(null, null, null, payload, null);
      }
      assertThatThrownBy(last::join)
          .cause()
          .isInstanceOfSatisfying(
              TooFastException.class,
              tooFast -> {
                assertThat(tooFast.retryAfter()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
                assertThat(tooFast).hasMessageContaining("try again in");
              });
      assertThat(a.stats().counters().get(Counter.PUBLISH_REFUSED)).isPositive();
    }
  }

  @Test
  void aPublisherThatIsTooFastIsHeldUpAndLosesNothing() throws Exception {
    int count = 7000; // More than goes at once.
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()))) {
      Await.until("linked", () -> a.peers().size() == 1);
      Subscription inbox = b.broadcast().subscribe(count, 64 << 20);
      for (int i = 0; i < count; i++) {
        a.broadcast().publish(new byte[10]);
      }
      for (int i = 1; i <= count; i++) {
        Message message = inbox.poll(Duration.ofSeconds(60)).orElseThrow();
        assertThat(message.sequence()).isEqualTo(i);
      }
    }
  }
}
