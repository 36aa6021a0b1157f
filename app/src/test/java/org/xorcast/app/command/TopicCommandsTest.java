package org.xorcast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.app.CommandRun;
import org.xorcast.app.ExitCode;
import org.xorcast.app.LiveNode;

/** The commands about topics, with two nodes to talk to. */
class TopicCommandsTest {
  @TempDir private Path temp;

  @SuppressWarnings("NullAway.Init")
  private LiveNode alice;

  @SuppressWarnings("NullAway.Init")
  private LiveNode bob;

  @BeforeEach
  void start() {
    alice = LiveNode.start(temp.resolve("alice"));
    bob = LiveNode.start(temp.resolve("bob"), alice);
  }

  @AfterEach
  void stop() {
    bob.close();
    alice.close();
  }

  private String dirOf(LiveNode node) {
    return node.dataDir().toString();
  }

  /** A subscription of bob that has begun and ends by itself. */
  private CompletableFuture<CommandRun> subscribe(String topic, int count, String... more)
      throws InterruptedException {
    List<String> args = new ArrayList<>(List.of("topic", "subscribe", topic, "-d", dirOf(bob)));
    args.addAll(List.of("--json", "--count", "" + count, "--timeout", "40"));
    args.addAll(List.of(more));
    return CommandRun.until("subscribed", args.toArray(String[]::new));
  }

  private CommandRun publish(String... words) {
    List<String> args = new ArrayList<>(List.of("topic", "publish", "-d", dirOf(alice), "--json"));
    args.addAll(List.of(words));
    return CommandRun.of(args.toArray(String[]::new));
  }

  @Test
  void whatIsPublishedComesToSubscribersOfThatTopicOnly() throws Exception {
    CompletableFuture<CommandRun> news = subscribe("news", 2);
    CompletableFuture<CommandRun> weather = subscribe("weather", 1);
    ObjectNode first = publish("news", "it", "rains").objects().getFirst();
    publish("weather", "rain");
    publish("news", "again");

    List<ObjectNode> got = news.join().objects();
    assertThat(got).hasSize(3);
    assertThat(got.get(1).path("text").asText()).isEqualTo("it rains");
    assertThat(got.get(1).path("id")).isEqualTo(first.path("id"));
    assertThat(got.get(2).path("text").asText()).isEqualTo("again");
    assertThat(weather.join().objects().get(1).path("text").asText()).isEqualTo("rain");
  }

  @Test
  void anOwnedTopicIsAnotherThanTheOpenOneOfItsName() {
    String owner = alice.node().id().toString();
    ObjectNode open = info("news");
    ObjectNode owned = info("news", "--owner", owner);

    assertThat(open.path("id").asText()).hasSize(64).isNotEqualTo(owned.path("id").asText());
    assertThat(open.has("owner")).isFalse();
    assertThat(owned.path("owner").asText()).isEqualTo(owner);
  }

  private ObjectNode info(String... words) {
    List<String> args = new ArrayList<>(List.of("topic", "info", "-d", dirOf(bob), "--json"));
    args.addAll(List.of(words));
    return CommandRun.of(args.toArray(String[]::new)).objects().getFirst();
  }

  @Test
  void badNamesAndOwnersAreRefusedWithTheReason() {
    CommandRun.of("topic").failsWith(ExitCode.USAGE, "command is missing");
    CommandRun.of("topic", "publish", "-d", dirOf(alice)).failsWith(ExitCode.USAGE, "TOPIC");
    CommandRun.of("topic", "publish", "-d", dirOf(alice), "news").failsWith(ExitCode.USAGE, "TEXT");
    CommandRun.of("topic", "publish", "-d", dirOf(alice), " ", "x")
        .failsWith(ExitCode.REFUSED, "blank");
    CommandRun.of("topic", "info", "-d", dirOf(alice), "n".repeat(256))
        .failsWith(ExitCode.REFUSED, "255");
    CommandRun.of("topic", "info", "-d", dirOf(alice), "news", "--owner", "me")
        .failsWith(ExitCode.REFUSED, "64 hexadecimal digits");
  }
}
