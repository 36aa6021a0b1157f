package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.From;

/** Values of keys, over real sockets. */
class StateTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path dir;

  private static Message next(Subscription subscription) throws InterruptedException {
    return subscription.poll(SOON).orElseThrow(() -> new AssertionError("no message came"));
  }

  /** Reads until the values are as wanted; each is newer than the one before. */
  private static void readUntil(Map<String, String> wanted, Subscription subscription)
      throws InterruptedException {
    Map<String, String> held = new LinkedHashMap<>();
    Map<String, Long> sequences = new LinkedHashMap<>();
    while (!held.equals(wanted)) {
      Message message = next(subscription);
      String key = message.key().orElseThrow();
      held.put(key, message.text());
      Long before = sequences.put(key, message.sequence());
      assertThat(before == null || before < message.sequence()).isTrue();
    }
  }

  @Test
  void aThousandKeysForANewcomer() throws Exception {
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()))) {
      Subscription there = b.topic("config").subscribe(100_000, 1 << 28);
      Subscription here = a.topic("config").subscribe();
      Await.until("both are linked", () -> !a.topic("config").peers().isEmpty());
      Map<String, String> newest = new LinkedHashMap<>();
      Random random = new Random(1);
      for (int update = 0; update < 5000; update++) {
        String key = "key " + (update < 1000 ? update : random.nextInt(1000));
        newest.put(key, "value " + update);
        a.topic("config").put(key, "value " + update);
      }
      readUntil(newest, there);
      try (Node c = NodeTest.joined(NodeTest.local().bootstrap(b.address().toString()))) {
        Subscription late = c.topic("config").subscribe();
        readUntil(newest, late);
        assertThat(late.lost()).isZero();
        assertThat(c.stats().get(Counter.PUSHES_RECEIVED)).isEqualTo(1000);
        assertThat(c.stats().failures() + a.stats().failures()).isZero();
      }
      // Nobody has read here: of each key the newest waits, and none was lost.
      readUntil(newest, here);
      assertThat(here.lost()).isZero();
      assertThat(here.poll(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void aSecondSubscriberBeginsWithWhatThereIs() throws Exception {
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b = NodeTest.joined(NodeTest.local().bootstrap(a.address().toString()))) {
      for (Group[] groups :
          new Group[][] {{a.broadcast(), b.broadcast()}, {a.topic("t"), b.topic("t")}}) {
        Subscription first = groups[1].subscribe();
        Subscription own = groups[0].subscribe();
        if (groups[0] instanceof Topic topic) {
          Await.until("both are linked", () -> !topic.peers().isEmpty());
        }
        groups[0].put("light", "on");
        groups[0].put("light", "off");
        groups[0].publish("a message");
        readUntil(Map.of("light", "off"), own);
        Message message = next(first);
        while (message.key().isPresent()) {
          message = next(first);
        }
        Subscription second = groups[1].subscribe(1, 1);
        readUntil(Map.of("light", "off"), second);
        assertThat(second.poll(Duration.ZERO)).as("only values are kept").isEmpty();
        groups[0].put("light", "dim");
        readUntil(Map.of("light", "dim"), second);
      }
    }
  }

  enum Kind {
    MEMORY,
    DISK
  }

  @ParameterizedTest
  @EnumSource
  void aHistoryKeepsTheNewestBesideMessages(Kind kind) throws Exception {
    History history =
        (kind == Kind.DISK ? History.disk() : History.memory())
            .keeping(new Retention(3, 1 << 20, Duration.ofDays(1)));
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b =
            NodeTest.joined(
                NodeTest.local()
                    .dataDir(dir.resolve(kind.name()))
                    .bootstrap(a.address().toString()))) {
      Topic topic = b.topic("t");
      Subscription first = topic.subscribe(From.latest(), history);
      a.topic("t").subscribe();
      Await.until("both are linked", () -> !topic.peers().isEmpty());
      for (int i = 0; i < 10; i++) {
        a.topic("t").put("light", "value " + i);
        a.topic("t").put("heat", "value " + i);
        a.topic("t").publish("message " + i);
      }
      Message message = next(first);
      while (!message.text().equals("message 9")) {
        message = next(first);
      }
      HistoryStats stats = topic.history().orElseThrow();
      assertThat(stats.values()).isEqualTo(2);
      assertThat(stats.messages()).isEqualTo(2 + 3);
      Subscription second = topic.subscribe(From.latest(), history);
      readUntil(Map.of("light", "value 9", "heat", "value 9"), second);
      assertThat(second.poll(Duration.ZERO)).isEmpty();
      Subscription all = topic.subscribe(From.all(), history);
      assertThat(List.of(next(all), next(all), next(all), next(all), next(all)))
          .extracting(Message::text)
          .contains("message 7", "message 8", "message 9")
          .doesNotContain("message 6");
      assertThat(first.lost() + second.lost() + all.lost()).isZero();
    }
  }

  /** All have gone, and one comes back: what it has kept on disk is there for others. */
  @Test
  void valuesOnDiskOutliveEverybody() throws Exception {
    try (Node a = NodeTest.joined(NodeTest.local());
        Node b =
            NodeTest.joined(
                NodeTest.local().dataDir(dir.resolve("b")).bootstrap(a.address().toString()))) {
      Subscription kept = b.topic("t").subscribe(From.latest(), History.disk());
      a.topic("t").subscribe();
      Await.until("both are linked", () -> !b.topic("t").peers().isEmpty());
      a.topic("t").put("light", "on");
      a.topic("t").put("large", "x".repeat(200_000));
      readUntil(Map.of("light", "on", "large", "x".repeat(200_000)), kept);
      a.topic("t").put("light", "off");
      readUntil(Map.of("light", "off"), kept);
    }
    try (Node b = NodeTest.local().dataDir(dir.resolve("b")).start();
        Node c = NodeTest.joined(NodeTest.local().bootstrap(b.address().toString()))) {
      Subscription again = b.topic("t").subscribe(From.latest(), History.disk());
      readUntil(Map.of("light", "off", "large", "x".repeat(200_000)), c.topic("t").subscribe());
      assertThat(again.poll(Duration.ZERO)).as("what was taken is not given again").isEmpty();
      c.topic("t").put("light", "dim");
      readUntil(Map.of("light", "dim"), again);
    }
  }

  @Test
  void keysAndValuesAreChecked() {
    try (Node node = NodeTest.local().start()) {
      for (String key : List.of("", " ", "a\nb", "x".repeat(256))) {
        assertThatThrownBy(() -> node.broadcast().put(key, "x"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("a key");
      }
      assertThatThrownBy(() -> node.broadcast().put("key", ""))
          .isInstanceOf(PayloadSizeException.class);
    }
  }
}
