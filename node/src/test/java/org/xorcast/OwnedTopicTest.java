package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Judgement;
import org.xorcast.core.rights.Limits;
import org.xorcast.core.rights.Rights;

class OwnedTopicTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Limits LIMITS = new Limits(5, 100_000, 1000);

  private static Message next(Subscription subscription) throws InterruptedException {
    return subscription.poll(SOON).orElseThrow(() -> new AssertionError("no message came"));
  }

  /** Whether a message of one byte goes through, or why not. */
  private static Rights.Verdict attempt(Topic topic, int bytes) {
    try {
      topic.publish(new byte[bytes]);
      return Rights.Verdict.GRANTED;
    } catch (NoRightException e) {
      return e.verdict();
    }
  }

  @Test
  void onlyThoseWhomTheOwnerHasGrantedItMayPublish() throws Exception {
    try (Node owner = NodeTest.joined(NodeTest.local());
        Node bob = NodeTest.joined(NodeTest.local().bootstrap(owner.address().toString()));
        Node carol = NodeTest.joined(NodeTest.local().bootstrap(owner.address().toString()))) {
      OwnedTopic own = owner.ownTopic("news");
      Topic bobs = bob.topic("news", owner.id());
      Topic carols = carol.topic("news", owner.id());
      assertThat(bobs.id()).isEqualTo(own.topic().id());
      bobs.subscribe();
      Subscription heard = carols.subscribe();
      Await.until("all are linked", () -> bobs.peers().size() == 2 && carols.peers().size() == 2);

      own.topic().publish("from the owner");
      assertThat(next(heard).text()).isEqualTo("from the owner");
      assertThatThrownBy(() -> bobs.publish("no right"))
          .isInstanceOf(NoRightException.class)
          .hasMessageContaining("has not granted this node the right to publish");

      own.grant(bob.id(), LIMITS, Instant.now().plusSeconds(3600));
      Await.until("the grant has arrived", () -> attempt(bobs, 1001) == Rights.Verdict.OVERSIZE);
      bobs.publish("granted");
      assertThat(next(heard).text()).isEqualTo("granted");

      own.revoke(bob.id());
      Await.until("the revocation has arrived", () -> attempt(bobs, 1) == Rights.Verdict.REVOKED);
      own.grant(bob.id(), LIMITS, Instant.now().minusSeconds(1));
      Await.until("another has", () -> attempt(bobs, 1) == Rights.Verdict.EXPIRED);
      own.topic().publish("the end");
      Message last = next(heard);
      while (!last.from().equals(owner.id())) {
        last = next(heard);
      }
      assertThat(last.text()).isEqualTo("the end");
    }
  }

  @Test
  void aValidatorSeesMessagesBeforeAnybodyElse() throws Exception {
    try (Node alice = NodeTest.joined(NodeTest.local());
        Node bob = NodeTest.joined(NodeTest.local().bootstrap(alice.address().toString()))) {
      Topic bobs = bob.topic("judged");
      bobs.validate(
          message -> message.text().equals("bad") ? Judgement.REJECT : Judgement.ACCEPT,
          Duration.ofSeconds(5));
      Subscription heard = bobs.subscribe();
      Topic alices = alice.topic("judged");
      alices.subscribe();
      Await.until("both are linked", () -> bobs.peers().size() == 1 && alices.peers().size() == 1);
      alices.publish("bad");
      alices.publish("good");
      assertThat(next(heard).text()).isEqualTo("good");
      assertThatThrownBy(() -> bobs.validate(message -> Judgement.ACCEPT, Duration.ofMinutes(1)))
          .hasMessageContaining("1 ms to 30 s");
    }
  }
}
