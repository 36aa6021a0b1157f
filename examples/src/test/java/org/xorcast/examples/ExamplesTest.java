package org.xorcast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.Node;

/** Each example with two nodes. */
class ExamplesTest {
  private static final String LOCAL = "127.0.0.1:0";

  @TempDir private Path temp;

  @SuppressWarnings("NullAway.Init")
  private Node alice;

  @SuppressWarnings("NullAway.Init")
  private Node bob;

  private final BlockingQueue<String> screen = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws InterruptedException {
    alice = Start.node(temp.resolve("alice"), LOCAL);
    bob = Start.node(temp.resolve("bob"), LOCAL, alice.address().toString());
    assertThat(bob.awaitJoined(Duration.ofSeconds(30))).isTrue();
    while (alice.peers().isEmpty()) {
      Thread.sleep(20);
    }
  }

  @AfterEach
  void stop() {
    bob.close();
    alice.close();
  }

  private String next() throws InterruptedException {
    String line = screen.poll(30, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return line;
  }

  @Test
  void whoEntersAChatLateReadsWhatWasSaid() throws Exception {
    try (Chat first = new Chat(alice, "lobby", line -> {})) {
      first.say("anybody here?");
      try (Chat second = new Chat(bob, "lobby", screen::add)) {
        assertThat(next()).isEqualTo(alice.id().abbreviated() + ": anybody here?");
        second.say("me");
        assertThat(next()).isEqualTo(bob.id().abbreviated() + ": me");
      }
    }
  }

  @Test
  void aConfigurationHoldsEverywhereAndForLatecomers() throws Exception {
    LiveConfig.set(alice, "colour", "red");
    LiveConfig.set(alice, "colour", "green");
    try (LiveConfig config =
        new LiveConfig(bob, alice.id(), (key, value) -> screen.add(key + "=" + value))) {
      assertThat(next()).isEqualTo("colour=green");
      LiveConfig.set(alice, "size", "3");
      assertThat(next()).isEqualTo("size=3");
      assertThat(config.values()).isEqualTo(Map.of("colour", "green", "size", "3"));
    }
  }

  @Test
  void aFileComesWholeToTheOthersFolder() throws Exception {
    byte[] bytes = new byte[300_000];
    bytes[299_999] = 7;
    Path file = Files.write(temp.resolve("photo.jpg"), bytes);
    try (FileDrop sender = new FileDrop(alice, temp.resolve("a"), line -> {});
        FileDrop _ = new FileDrop(bob, temp.resolve("b"), screen::add)) {
      while (alice.topic("file drop").peers().isEmpty()) {
        Thread.sleep(20);
      }
      assertThat(sender.send(file)).isEqualTo(2);
      assertThat(next()).startsWith("got ");
      assertThat(temp.resolve("b/in/photo.jpg")).hasBinaryContent(bytes);
    }
  }
}
