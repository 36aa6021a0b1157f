package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static Subscription subscription(int messages, long bytes) {
    return new Subscription(messages, bytes, closed -> {});
  }

  @Test
  void dropsTheOldestBeyondItsMessages() throws InterruptedException {
    Subscription subscription = subscription(2, 1000);
    for (String text : List.of("a", "b", "c", "d")) {
      subscription.offer(List.of(MessageTest.message(null, text)));
    }
    assertThat(subscription.lost()).isEqualTo(2);
    assertThat(subscription.take().text()).isEqualTo("c");
    assertThat(subscription.take().text()).isEqualTo("d");
    assertThat(subscription.poll(Duration.ZERO)).isEmpty();
  }

  @Test
  void dropsTheOldestBeyondItsBytesButKeepsTheNewest() throws InterruptedException {
    Subscription subscription = subscription(100, 5);
    for (String text : List.of("aaa", "bbb", "cc", "much too long")) {
      subscription.offer(List.of(MessageTest.message(null, text)));
    }
    assertThat(subscription.lost()).isEqualTo(3);
    assertThat(subscription.take().text()).isEqualTo("much too long");
    subscription.offer(List.of(MessageTest.message(null, "ee")));
    subscription.offer(List.of(MessageTest.message(null, "fff")));
    assertThat(subscription.lost()).isEqualTo(3);
  }

  @Test
  void theReaderIsToldWhatItMissedBeforeWhatFollows() throws InterruptedException {
    List<String> happened = new ArrayList<>();
    Subscription subscription = subscription(2, 1000);
    subscription.onLagged(missed -> happened.add("missed " + missed));
    for (String text : List.of("a", "b", "c", "d", "e")) {
      subscription.offer(List.of(MessageTest.message(null, text)));
    }
    happened.add(subscription.take().text());
    happened.add(subscription.take().text());
    subscription.offer(List.of(MessageTest.message(null, "f")));
    happened.add(subscription.take().text());
    assertThat(happened).containsExactly("missed 3", "d", "e", "f");
    assertThat(subscription.lost()).isEqualTo(3);
  }

  @Test
  void iterationEndsWithTheSubscription() throws Exception {
    Subscription subscription = subscription(10, 1000);
    CompletableFuture<List<String>> read = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          List<String> texts = new ArrayList<>();
          subscription.forEach(message -> texts.add(message.text()));
          read.complete(texts);
        });
    subscription.offer(List.of(MessageTest.message(null, "a")));
    subscription.offer(List.of(MessageTest.message(null, "b")));
    subscription.close();
    subscription.close();
    subscription.offer(List.of(MessageTest.message(null, "late")));
    assertThat(read.get(30, java.util.concurrent.TimeUnit.SECONDS)).containsExactly("a", "b");
    assertThatThrownBy(subscription::take).isInstanceOf(NodeClosedException.class);
    assertThat(subscription.poll(SOON)).isEmpty();
  }

  @Test
  void boundsAreChecked() {
    assertThatThrownBy(() -> subscription(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> subscription(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
