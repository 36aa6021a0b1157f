package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.core.engine.From;

/** A subscriber in a process of its own is killed, and comes back after ten thousand messages. */
class AwayTest {
  private static final Logger log = LoggerFactory.getLogger(AwayTest.class);
  private static final int BEFORE = 10;
  private static final int MISSED = 10_000;
  private static final int AFTER = 100;
  private static final int SIZE_BYTES = 1000;

  @TempDir Path dir;

  private static Node node(String... bootstrap) {
    return Node.builder().network("away").listen("127.0.0.1:0").bootstrap(bootstrap).start();
  }

  private static void publish(Topic topic, int messages) {
    for (int i = 0; i < messages; i++) {
      topic.publish(new byte[SIZE_BYTES]);
    }
  }

  @Test
  @Timeout(180)
  void whoWasKilledGetsAllItMissedInOrderAndOnceWhileOthersComeIn() throws Exception {
    try (Node first = node();
        Node second = node(first.address().toString())) {
      assertThat(second.awaitJoined(Duration.ofSeconds(30))).isTrue();
      try (Subscription one = first.topic("news").subscribe(From.latest(), History.memory());
          Subscription two = second.topic("news").subscribe(From.latest(), History.memory())) {
        Await.until("two subscribers", () -> !first.topic("news").peers().isEmpty());
        List<Long> got = new ArrayList<>();
        Process child = child(first);
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
          assertThat(lines.readLine()).isEqualTo("ready");
          Await.until("three subscribers", () -> first.topic("news").peers().size() == 2);
          publish(first.topic("news"), BEFORE);
          read(lines, BEFORE, got);
          child.toHandle().destroyForcibly();
        }
        child.waitFor();
        publish(first.topic("news"), MISSED);
        Process again = child(second);
        try (BufferedReader lines = again.inputReader(StandardCharsets.UTF_8)) {
          assertThat(lines.readLine()).isEqualTo("ready");
          publish(first.topic("news"), AFTER);
          read(lines, BEFORE + MISSED + AFTER, got);
        } finally {
          again.destroyForcibly().waitFor();
        }
        // The position of what it took last may not have been stored yet when it was killed.
        List<Long> later = got.subList(BEFORE, got.size());
        assertThat(got.subList(0, BEFORE)).isEqualTo(range(1, BEFORE));
        assertThat(later.getFirst()).isLessThanOrEqualTo(BEFORE + 1);
        assertThat(later).isEqualTo(range(later.getFirst(), BEFORE + MISSED + AFTER));
        assertThat(one.lost() + two.lost()).isZero();
      }
    }
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static void read(BufferedReader lines, long until, List<Long> got) throws IOException {
    String line = "0";
    while (Long.parseLong(line.split(" ", -1)[0]) < until) {
      line = lines.readLine();
      got.add(Long.parseLong(line.split(" ", -1)[0]));
    }
    log.info("sequence, bytes, microseconds since the first one: {}", line);
  }

  private Process child(Node bootstrap) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            SubscriberChild.class.getName(),
            dir.resolve("data").toString(),
            bootstrap.address().toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
