package org.xorcast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.app.Await;
import org.xorcast.app.CommandRun;
import org.xorcast.app.ExitCode;
import org.xorcast.app.LiveNode;

/** The commands that talk to a node, with two nodes to talk to. */
class CommandsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

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
  private CompletableFuture<CommandRun> subscribe(int count, String... more)
      throws InterruptedException {
    List<String> args =
        new ArrayList<>(
            List.of("subscribe", "-d", dirOf(bob), "--count", "" + count, "--timeout", "30"));
    args.addAll(List.of(more));
    return CommandRun.until("subscribed", args.toArray(String[]::new));
  }

  @Test
  void textGoesFromOneToTheOtherForPeopleAndPrograms() throws Exception {
    CompletableFuture<CommandRun> people = subscribe(1);
    CommandRun sent = CommandRun.of("publish", "-d", dirOf(alice), "hällo,", "\u001b[2Jworld");
    assertThat(sent.exitCode()).as(sent.err()).isEqualTo(ExitCode.OK);
    assertThat(sent.out()).startsWith("published ").endsWith(", 17 bytes\n");

    people.join(); // Or the next one may get this message too.
    CompletableFuture<CommandRun> programs = subscribe(1, "--json");
    CommandRun json = CommandRun.of("publish", "-d", dirOf(alice), "--json", "again");
    ObjectNode published = json.objects().getFirst();
    assertThat(published.path("sequence").asInt()).isEqualTo(2);
    assertThat(published.path("bytes").asInt()).isEqualTo(5);

    assertThat(people.join().exitCode()).as(people.join().err()).isEqualTo(ExitCode.OK);
    assertThat(people.join().err()).isEqualTo("subscribed\n");
    assertThat(people.join().out().lines().toList().getFirst())
        .matches("\\d\\d:\\d\\d:\\d\\d [0-9a-f]{10}  hällo, \\[2Jworld");

    List<ObjectNode> events = programs.join().objects();
    assertThat(events.getFirst().path("event").asText()).isEqualTo("subscribed");
    ObjectNode message = events.get(1);
    assertThat(message.path("id")).isEqualTo(published.path("id"));
    assertThat(message.path("from").asText()).isEqualTo(alice.node().id().toString());
    assertThat(message.path("text").asText()).isEqualTo("again");
    assertThat(message.path("hop").asInt()).isEqualTo(1);
    assertThat(message.path("sha256").asText()).hasSize(64);
  }

  @Test
  void filesAreSavedUnderTheirNamesAndBinaryUnderItsId() throws Exception {
    Path out = temp.resolve("out");
    CompletableFuture<CommandRun> received = subscribe(3, "--out", out.toString());
    byte[] content = {0, 1, 2, (byte) 0xff};
    Path file = Files.write(temp.resolve("a b.bin"), content);
    assertThat(CommandRun.of("publish", "-d", dirOf(alice), "--file", "" + file).exitCode())
        .isEqualTo(ExitCode.OK);
    ObjectNode binary = withStdin(content, "publish", "-d", dirOf(alice), "--stdin", "--json");
    CommandRun.of("publish", "-d", dirOf(alice), "text");

    assertThat(received.join().exitCode()).as(received.join().err()).isEqualTo(ExitCode.OK);
    assertThat(out.resolve("a b.bin")).hasBinaryContent(content);
    assertThat(out.resolve(binary.path("id").asText())).hasBinaryContent(content);
    assertThat(received.join().out())
        .contains("file \"a b.bin\", 4 bytes -> " + out.resolve("a b.bin"))
        .contains("binary message, 4 bytes -> ")
        .contains("  text\n");
  }

  private static ObjectNode withStdin(byte[] content, String... args) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(content));
    try {
      return CommandRun.of(args).objects().getFirst();
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void linesBecomeMessagesAndEmptyOnesAreNamed() throws Exception {
    CompletableFuture<CommandRun> received = subscribe(2);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("one\n\ntwo\n".getBytes(StandardCharsets.UTF_8)));
    try {
      CommandRun sent = CommandRun.of("publish", "-d", dirOf(alice), "--lines");
      assertThat(sent.exitCode()).isEqualTo(ExitCode.REFUSED);
      assertThat(sent.err()).isEqualTo("line 2 is empty and was left out\n");
      assertThat(sent.out().lines()).hasSize(2);
    } finally {
      System.setIn(before);
    }
    assertThat(received.join().out()).contains("  one\n", "  two\n");
  }

  @Test
  void whatIsEmptyOrTooLargeIsRefusedBeforeSending() throws IOException {
    Path empty = Files.createFile(temp.resolve("empty"));
    Path large = temp.resolve("large");
    try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
      sparse.setLength((16 << 20) + 1);
    }
    CommandRun.of("publish", "-d", dirOf(alice), "").failsWith(ExitCode.REFUSED, "empty");
    CommandRun.of("publish", "-d", dirOf(alice), "--file", "" + empty)
        .failsWith(ExitCode.REFUSED, "empty is empty");
    CommandRun.of("publish", "-d", dirOf(alice), "--file", "" + large)
        .failsWith(ExitCode.REFUSED, "16777217", "16777216");
    CommandRun.of("publish", "-d", dirOf(alice), "--file", temp + "/none")
        .failsWith(ExitCode.FAILURE, "none", "no such file");
    CommandRun.of("publish", "-d", dirOf(alice), "--file", "" + temp)
        .failsWith(ExitCode.FAILURE, "directory");
    CommandRun.of("publish", "-d", dirOf(alice), "ruined \ufffd text")
        .failsWith(ExitCode.REFUSED, "locale", "--stdin");
    assertThat(alice.node().stats().peers()).isLessThanOrEqualTo(1);
  }

  @Test
  void peersAreListed() throws InterruptedException {
    Await.until(PATIENCE, () -> !alice.node().peers().isEmpty(), () -> "no peer");
    CommandRun json = CommandRun.of("peers", "-d", dirOf(alice), "--json", "--stats");
    ObjectNode reply = json.objects().getFirst();
    assertThat(reply.path("joined").asBoolean()).isTrue();
    assertThat(reply.path("peers").get(0).path("peer").asText())
        .isEqualTo(bob.node().id().toString());
    assertThat(reply.path("stats").path("counters").has("delivered")).isTrue();
    CommandRun people = CommandRun.of("peers", "-d", dirOf(alice), "--stats");
    assertThat(people.out())
        .contains("PEER", "BUCKET", bob.node().id().toString(), "counters.delivered");
  }

  @Test
  void timeIsUpWithAnExitCodeOfItsOwn() {
    CommandRun run =
        CommandRun.of("subscribe", "-d", dirOf(bob), "--count", "2", "--timeout", "0.3");
    run.failsWith(ExitCode.UNREACHABLE, "0 of 2 messages");
  }

  @Test
  void aNodeThatStopsEndsItsSubscribers() throws Exception {
    CompletableFuture<CommandRun> received = subscribe(1);
    bob.close();
    received.join().failsWith(ExitCode.FAILURE, "node has stopped");
  }

  @Test
  void theIdOfARunningNodeIsKnown() {
    assertThat(CommandRun.of("id", "-d", dirOf(alice)).out()).isEqualTo(alice.node().id() + "\n");
  }
}
