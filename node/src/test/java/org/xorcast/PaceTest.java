package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
