package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xorcast.core.engine.From;

/** What a node keeps is read message by message, however many were signed together. */
class ReadKeptTest {
  private static final int MESSAGES = 200;

  @Test
  @Timeout(60)
  void messagesThatWereSignedTogetherAreReadOneByOne() throws InterruptedException {
    try (Node publisher = Node.builder().network("kept").listen("127.0.0.1:0").start();
        Node reader =
            Node.builder()
                .network("kept")
                .listen("127.0.0.1:0")
                .bootstrap(publisher.address().toString())
                .start()) {
      Topic topic = reader.topic("news");
      try (Subscription live = topic.subscribe(From.latest(), History.memory())) {
        Await.until("a subscriber", () -> !reader.peers().isEmpty());
        Topic same = publisher.topic("news");
        try (Subscription other = same.subscribe()) {
          Await.until("two subscribers", () -> !same.peers().isEmpty());
          for (int i = 0; i < MESSAGES; i++) {
            same.publish("message " + i);
          }
          Iterator<Message> messages = live.iterator();
          for (int i = 0; i < MESSAGES; i++) {
            messages.next();
          }
          List<Message> kept = new ArrayList<>();
          topic.readKept(From.sequence(11), kept::add);
          assertThat(kept)
              .extracting(Message::sequence)
              .containsExactlyElementsOf(LongStream.rangeClosed(11, MESSAGES).boxed().toList());
          assertThat(kept.getFirst().text()).isEqualTo("message 10");
          assertThat(other.lost()).isZero();
        }
      }
    }
  }
}
