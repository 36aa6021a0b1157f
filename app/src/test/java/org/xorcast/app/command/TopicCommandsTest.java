package org.xorcast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.Message;
import org.xorcast.Subscription;
import org.xorcast.app.Await;
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

  // ---- receipts ---------------------------------------------------------------------------------

  @Test
  void aReceiptSaysHowManyHaveIt() throws Exception {
    CommandRun all =
        CommandRun.of("publish", "-d", dirOf(alice), "--json", "--receipt", "20", "to everybody");
    assertThat(all.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(all.objects().getFirst().path("reached").asInt()).isEqualTo(2);
    assertThat(all.objects().getFirst().path("complete").asBoolean()).isTrue();

    CompletableFuture<CommandRun> news = subscribe("news", 2); // The last message ends it.
    ObjectNode one = publish("news", "x", "--receipt", "20").objects().getFirst();
    assertThat(one.path("reached").asInt()).isEqualTo(1); // Alice does not subscribe.
    assertThat(one.path("complete").asBoolean()).isTrue();
    publish("news", "y");
    assertThat(texts(news.join())).containsExactly("x", "y");

    CommandRun.of("publish", "-d", dirOf(alice), "--receipt", "61", "x")
        .failsWith(ExitCode.USAGE, "0.001 to 60");
  }

  // ---- history ----------------------------------------------------------------------------------

  @Test
  void whoComesLateGetsWhatWasPublishedBefore() throws Exception {
    CompletableFuture<CommandRun> first = subscribe("news", 2, "--from", "latest");
    publish("news", "one");
    publish("news", "two");
    assertThat(texts(first.join())).containsExactly("one", "two");

    assertThat(texts(subscribe("news", 2, "--from", "all").join())).containsExactly("one", "two");
    CompletableFuture<CommandRun> second = subscribe("news", 2, "--from", "2");
    publish("news", "three");
    assertThat(texts(second.join())).containsExactly("two", "three");

    CommandRun kept = CommandRun.of("topic", "history", "news", "-d", dirOf(bob), "--json");
    assertThat(kept.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(texts(kept)).containsExactly("one", "two", "three");
    assertThat(kept.objects().getLast().path("event").asText()).isEqualTo("kept");
    assertThat(kept.objects().getLast().path("messages").asInt()).isEqualTo(3);
    CommandRun some = CommandRun.of("topic", "history", "news", "-d", dirOf(bob), "--from", "3");
    assertThat(some.out()).contains("three").doesNotContain("two");
    assertThat(some.err()).contains("3 messages kept");

    CommandRun.of("topic", "history", "news", "-d", dirOf(alice))
        .failsWith(ExitCode.FAILURE, "keeps no history");
    CommandRun.of("topic", "subscribe", "news", "-d", dirOf(bob), "--from", "yesterday")
        .failsWith(ExitCode.USAGE, "all, latest or a number");
  }

  private static List<String> texts(CommandRun run) {
    return run.objects().stream()
        .filter(object -> object.path("event").asText().equals("message"))
        .map(object -> object.path("text").asText())
        .toList();
  }

  @Test
  void whoComesLateGetsTheNewestValueOfEachKey() throws Exception {
    try (Subscription member = bob.node().topic("config").subscribe()) {
      publish("config", "--key", "colour", "red");
      publish("config", "--key", "size", "1");
      publish("config", "--key", "colour", "green");
      Message last = member.poll(Duration.ofSeconds(30)).orElseThrow();
      while (!last.text().equals("green")) { // Some may have been overtaken on the way.
        last = member.poll(Duration.ofSeconds(30)).orElseThrow();
      }
      List<ObjectNode> late = subscribe("config", 2).join().objects();
      assertThat(late.subList(1, 3))
          .extracting(value -> value.path("key").asText() + "=" + value.path("text").asText())
          .containsExactlyInAnyOrder("colour=green", "size=1");
    }
    publish("config", "--key", "colour", "blue", "--receipt", "1")
        .failsWith(ExitCode.USAGE, "neither");
    publish("config", "--key", " ", "x").failsWith(ExitCode.REFUSED, "blank");
  }

  // ---- rights -----------------------------------------------------------------------------------

  private CommandRun publishByBob(String owner, String text) {
    return CommandRun.of("topic", "publish", "-d", dirOf(bob), "--owner", owner, "mine", text);
  }

  private CommandRun ofAlice(String... words) {
    List<String> args = new ArrayList<>(List.of(words));
    args.addAll(List.of("-d", dirOf(alice), "--json"));
    return CommandRun.of(args.toArray(String[]::new));
  }

  /** Bob tries to publish in Alice's topic until the answer has this word. */
  private void bobIsTold(String word, String text) throws InterruptedException {
    String owner = alice.node().id().toString();
    Await.until(
        Duration.ofSeconds(30),
        () -> publishByBob(owner, text).err().contains(word),
        () -> word + " in " + publishByBob(owner, text).err());
  }

  @Test
  void theOwnerSaysWhoMayPublish() throws Exception {
    String owner = alice.node().id().toString();
    String peer = bob.node().id().toString();
    ofAlice("topic", "grant", "mine", owner); // Alice joins her topic.
    try (Subscription heard = bob.node().topic("mine", alice.node().id()).subscribe()) {
      Await.until(
          Duration.ofSeconds(30),
          () -> !info("mine", "--owner", owner).path("peers").isEmpty(),
          () -> "bob's link in the topic");
      publishByBob(owner, "too early").failsWith(ExitCode.REFUSED, "has not granted");

      ObjectNode granted =
          ofAlice("topic", "grant", "mine", peer, "--largest", "10", "--for", "1h")
              .objects()
              .getFirst();
      assertThat(granted.path("owner").asText()).isEqualTo(owner);
      assertThat(granted.path("peer").asText()).isEqualTo(peer);
      bobIsTold("larger", "eleven bytes");
      assertThat(publishByBob(owner, "short").exitCode()).isEqualTo(ExitCode.OK);
      assertThat(heard.poll(Duration.ofSeconds(30)).orElseThrow().text()).isEqualTo("short");

      assertThat(ofAlice("topic", "revoke", "mine", peer).exitCode()).isEqualTo(ExitCode.OK);
      bobIsTold("revoked", "x");

      alice.close(); // What she said must outlast her process.
      alice = LiveNode.start(temp.resolve("alice"), bob);
      assertThat(alice.node().ownTopics()).containsExactly("mine");
      ofAlice("topic", "publish", "mine", "--owner", owner, "the end");
      Message last = heard.poll(Duration.ofSeconds(30)).orElseThrow();
      while (!last.from().equals(alice.node().id())) {
        last = heard.poll(Duration.ofSeconds(30)).orElseThrow();
      }
      assertThat(last.text()).isEqualTo("the end");
    }
  }

  @Test
  void badGrantsAreRefusedWithTheReason() {
    String peer = bob.node().id().toString();
    ofAlice("topic", "grant", "mine").failsWith(ExitCode.USAGE, "PEER");
    ofAlice("topic", "grant", "mine", "bob").failsWith(ExitCode.REFUSED, "64 hexadecimal digits");
    ofAlice("topic", "revoke", " ", peer).failsWith(ExitCode.REFUSED, "blank");
    ofAlice("topic", "grant", "mine", peer, "--rate", "0").failsWith(ExitCode.USAGE, "1 to");
    ofAlice("topic", "grant", "mine", peer, "--for", "ever").failsWith(ExitCode.USAGE, "30d");
    ofAlice("topic", "grant", "mine", peer, "--largest", "1GB").failsWith(ExitCode.USAGE, "size");
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
