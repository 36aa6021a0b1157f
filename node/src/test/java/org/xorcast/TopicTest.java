package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Counter;

class TopicTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static Message next(Subscription subscription) throws InterruptedException {
    return subscription.poll(SOON).orElseThrow(() -> new AssertionError("no message came"));
  }

  /** Everybody subscribes to one of three topics; what a node received beyond that is counted. */
  @Test
  void sixtyNodesAndThreeTopics() throws Exception {
    List<Node> nodes = new ArrayList<>();
    List<Subscription> inboxes = new ArrayList<>();
    List<String> names = List.of("news", "chat", "prices");
    try (Loops loops = Loops.of(2)) {
      try {
        nodes.add(NodeTest.joined(NodeTest.local().loops(loops)));
        String first = nodes.getFirst().address().toString();
        for (int i = 1; i < 60; i++) {
          nodes.add(NodeTest.joined(NodeTest.local().loops(loops).bootstrap(first)));
        }
        for (int i = 0; i < 60; i++) {
          inboxes.add(nodes.get(i).topic(names.get(i % 3)).subscribe());
        }
        Await.until(
            "all subscribers are linked",
            () -> {
              for (int i = 0; i < 60; i++) {
                if (nodes.get(i).topic(names.get(i % 3)).peers().size() < 19) {
                  return false;
                }
              }
              return true;
            });
        for (int message = 0; message < 30; message++) {
          int publisher = message % 3 + 3 * (message / 3);
          nodes.get(publisher).topic(names.get(message % 3)).publish("message " + message);
        }
        for (int i = 0; i < 60; i++) {
          List<String> texts = new ArrayList<>();
          for (int message = 0; message < 10; message++) {
            Message received = next(inboxes.get(i));
            assertThat(received.topic()).contains(nodes.get(i).topic(names.get(i % 3)).id());
            texts.add(received.text());
          }
          int which = i % 3;
          assertThat(texts)
              .doesNotHaveDuplicates()
              .allMatch(text -> Integer.parseInt(text.substring("message ".length())) % 3 == which);
        }
        long payloadBytes = 0;
        for (int i = 0; i < 60; i++) {
          assertThat(inboxes.get(i).poll(Duration.ZERO)).isEmpty();
          NodeStats stats = nodes.get(i).stats();
          payloadBytes += stats.get(Counter.PAYLOAD_BYTES_RECEIVED);
          assertThat(stats.get(Counter.NOT_SUBSCRIBED)).isZero();
          assertThat(stats.failures()).isZero();
        }
        // How many copies there are is the simulator's to say: a busy machine repairs what is late.
        assertThat(payloadBytes).isBetween(19L * 30 * 9, 19L * 30 * 10 * 3 / 2);
      } finally {
        nodes.forEach(Node::close);
      }
    }
  }

  @Test
  void whoDoesNotSubscribeCanPublishAndGetsNothing() throws Exception {
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()));
        Node c = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()))) {
      Subscription inbox = b.topic("news").subscribe();
      Subscription everybody = c.broadcast().subscribe();
      byte[] large = new byte[1_000_000];
      c.topic("news").publish("from outside");
      c.topic("news").publish(large);
      assertThat(next(inbox).text()).isEqualTo("from outside");
      assertThat(next(inbox).bytes()).isEqualTo(large);
      assertThat(everybody.poll(Duration.ZERO)).isEmpty();
      assertThat(a.stats().get(Counter.PAYLOAD_BYTES_RECEIVED)).isZero();
      b.broadcast().publish("to all");
      assertThat(next(everybody).topic()).isEmpty();
    }
  }

  @Test
  void whoHasLeftATopicGetsNothingMoreUntilItComesBack() throws Exception {
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()))) {
      Subscription here = a.topic("chat").subscribe();
      Topic there = b.topic("chat");
      Subscription first = there.subscribe();
      Await.until("both are linked", () -> there.peers().size() == 1);
      a.topic("chat").publish("one");
      assertThat(next(first).text()).isEqualTo("one");
      there.close();
      Await.until("it has left", () -> a.topic("chat").peers().isEmpty());
      a.topic("chat").publish("two");
      assertThat(next(here).text()).isEqualTo("one");
      assertThat(next(here).text()).isEqualTo("two");
      assertThat(first.poll(Duration.ZERO)).isEqualTo(Optional.empty());
      Subscription again = there.subscribe();
      Await.until("both are linked again", () -> a.topic("chat").peers().size() == 1);
      a.topic("chat").publish("three");
      assertThat(next(again).text()).isEqualTo("three");
    }
  }

  @Test
  void namesAreChecked() {
    try (Node node = NodeTest.local().start()) {
      assertThat(node.topic("news").id()).isEqualTo(node.topic("news").id());
      assertThat(node.topic("news").id()).isNotEqualTo(node.topic("news", node.id()).id());
      for (String name : List.of("", " ", "a\nb", "x".repeat(256))) {
        assertThatThrownBy(() -> node.topic(name))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("name");
      }
    }
  }
}
