package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReceptionTest {
  private static final int NODES = 30;
  private static final Receipts SOON = Receipts.within(Duration.ofSeconds(30));

  @Test
  void thirtyNodesAreCountedExactly() throws Exception {
    List<Node> nodes = new ArrayList<>();
    try (Loops loops = Loops.of(2)) {
      nodes.add(NodeTest.joined(NodeTest.local().loops(loops)));
      String first = nodes.getFirst().address().toString();
      while (nodes.size() < NODES) {
        nodes.add(NodeTest.joined(NodeTest.local().loops(loops).bootstrap(first)));
      }
      for (int i = 0; i < NODES; i += 7) {
        Published message = nodes.get(i).broadcast().publish(new byte[] {1, 2}, SOON.withIds());
        assertThat(message.reached().get(40, TimeUnit.SECONDS)).isEqualTo(NODES);
        Reception reception = Objects.requireNonNull(message.reception());
        assertThat(reception.isComplete()).isTrue();
        assertThat(reception.ids())
            .containsExactlyInAnyOrderElementsOf(nodes.stream().map(Node::id).toList());
      }
      Published plain = nodes.getFirst().broadcast().publish("plain");
      assertThatThrownBy(plain::reached).hasMessageContaining("published with Receipts");
      nodes.forEach(Node::close);
    }
  }

  @Test
  void whoPublishesInATopicFromOutsideLearnsHowManySubscribersHaveIt() throws Exception {
    try (Node alice = NodeTest.joined(NodeTest.local());
        Node bob = NodeTest.joined(NodeTest.local().bootstrap(alice.address().toString()));
        Subscription heard = bob.topic("news").subscribe()) {
      Published published = alice.topic("news").publish(new byte[] {1}, SOON.withIds());
      assertThat(heard.poll(Duration.ofSeconds(30))).isPresent();
      assertThat(published.reached().get(40, TimeUnit.SECONDS)).isEqualTo(1);
      Reception reception = Objects.requireNonNull(published.reception());
      assertThat(reception.ids()).containsExactly(bob.id());
    }
  }

  @Test
  void aDeadlineIsAMillisecondToAMinute() {
    assertThatThrownBy(() -> Receipts.within(Duration.ofMinutes(2))).hasMessageContaining("60 s");
    assertThatThrownBy(() -> Receipts.within(Duration.ZERO)).hasMessageContaining("60 s");
  }
}
