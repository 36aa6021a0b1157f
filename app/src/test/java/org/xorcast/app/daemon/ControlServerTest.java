package org.xorcast.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.app.Await;
import org.xorcast.app.Collector;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.LiveNode;

class ControlServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path temp;

  private final List<LiveNode> nodes = new ArrayList<>();

  @AfterEach
  void closeNodes() {
    nodes.forEach(LiveNode::close);
  }

  private LiveNode start(String name, LiveNode... bootstrap) {
    LiveNode node = LiveNode.start(temp.resolve(name), bootstrap);
    nodes.add(node);
    return node;
  }

  private static SocketChannel connect(LiveNode node) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(node.control().file()));
  }

  /** What the node answers to raw bytes, up to the end of the connection. */
  private static String answer(LiveNode node, String request) throws IOException {
    try (SocketChannel channel = connect(node)) {
      Channels.newOutputStream(channel).write(request.getBytes(StandardCharsets.UTF_8));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "\n",
        "[]\n",
        "{}\n",
        "{\"request\":\"dance\"}\n",
        "{\"request\":\"publish\",\"bytes\":-1}\nx",
        "{\"request\":\"publish\",\"bytes\":\"many\"}\nx",
        "{\"request\":\"publish\",\"bytes\":1.5}\nx",
        "{\"request\":\"status\"} trailing\n",
        "[[[[[[[[[[[[[[[[\n"
      })
  void garbageGetsAnErrorLineAndNothingElse(String garbage) throws IOException {
    LiveNode node = start("node");
    String answer = answer(node, garbage);
    assertThat(answer.lines()).hasSize(1);
    assertThat(Json.parse(answer).path("error").asText()).isEqualTo("bad-request");
    assertThatNodeAnswers(node);
  }

  @Test
  void headersAndPayloadsHaveLimits() throws IOException {
    LiveNode node = start("node");
    assertThat(answer(node, "x".repeat(ControlSession.REQUEST_MAX_BYTES + 1)))
        .contains("bad-request", "longer than");
    assertThat(answer(node, "{\"request\":\"publish\",\"bytes\":16777217}\n"))
        .contains("too-large", "16777216");
    assertThat(answer(node, "{\"request\":\"publish\",\"bytes\":999999999999}\n"))
        .contains("too-large");
    assertThatNodeAnswers(node);
  }

  @Test
  void anEmptyMessageIsRefusedAndTheConnectionGoesOn() {
    LiveNode node = start("node");
    try (ControlClient client = ControlClient.connect(node.dataDir())) {
      assertThatThrownBy(() -> client.publish(null, null, new byte[0], null))
          .hasMessageContaining("empty");
      assertThat(client.status().path("peer").asText()).isEqualTo(node.node().id().toString());
    }
  }

  @Test
  void connectionsHaveABoundAndAreFreedAgain() throws Exception {
    LiveNode node = start("node");
    List<SocketChannel> open = new ArrayList<>();
    for (int i = 0; i < ControlServer.CONNECTIONS_MAX; i++) {
      open.add(connect(node));
    }
    try (ControlClient client = ControlClient.connect(node.dataDir())) {
      assertThatThrownBy(client::status)
          .isInstanceOfSatisfying(
              CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED))
          .hasMessageContaining("64 clients");
    }
    for (SocketChannel channel : open) {
      channel.close();
    }
    Await.until(PATIENCE, () -> answers(node), () -> "connections are not freed");
  }

  private static void assertThatNodeAnswers(LiveNode node) {
    assertThat(answers(node)).isTrue();
  }

  private static boolean answers(LiveNode node) {
    try (ControlClient client = ControlClient.connect(node.dataDir())) {
      return client.status().has("peer");
    } catch (CommandException busy) {
      return false;
    }
  }

  @Test
  void aSubscriberThatNeverReadsHurtsNobodyAndLearnsWhatItLost() throws Exception {
    LiveNode sender = start("sender");
    LiveNode receiver = start("receiver", sender);
    int count = 90;
    byte[] megabyte = new byte[1_000_000];
    try (ControlClient stuck = ControlClient.connect(receiver.dataDir());
        Collector reader = new Collector(ControlClient.connect(receiver.dataDir()));
        ControlClient publisher = ControlClient.connect(sender.dataDir())) {
      stuck.subscribe(null, null);
      for (int i = 0; i < count; i++) {
        megabyte[0] = (byte) i;
        publisher.publish(null, null, megabyte, null);
        int sent = i + 1;
        Await.until(PATIENCE, () -> reader.messages().size() == sent, () -> "message " + sent);
      }
      assertThat(reader.others()).isEmpty();
      assertThat(receiver.node().stats().messagesLost()).isPositive();

      long seen = 0;
      long lost = 0;
      while (seen + lost < count) {
        switch (stuck.next()) {
          case ReceivedMessage message -> seen++;
          case Received.Lost some -> lost += some.count();
          case Received.Kept kept -> throw new AssertionError("a history " + kept);
          case Received.Ended end -> throw new AssertionError("ended after " + seen);
        }
      }
      assertThat(lost).isEqualTo(receiver.node().stats().messagesLost());
      assertThat(seen + lost).isEqualTo(count);
    }
  }

  @Test
  void stoppingIsQuickAndSubscribersHearOfIt() throws Exception {
    LiveNode node = start("node");
    try (Collector reader = new Collector(ControlClient.connect(node.dataDir()));
        SocketChannel idle = connect(node)) {
      long start = System.nanoTime();
      node.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      Await.until(
          PATIENCE, () -> reader.others().equals(List.of(new Received.Ended())), () -> "no end");
      // It may be told why before the end, or not, but it does end.
      String lastWords =
          new String(Channels.newInputStream(idle).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(lastWords).matches("|\\{\"error\".*\n");
    }
    assertThat(node.control().file()).doesNotExist();
  }

  @Test
  void theSocketIsTheOwnersAloneAndReplacesThatOfADeadNode() throws IOException {
    Path dir = Files.createDirectories(temp.resolve("node"));
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(dir.resolve(ControlPath.FILE)));
    }
    assertThatThrownBy(() -> ControlClient.connect(dir)).hasMessageContaining("no node runs");
    LiveNode node = start("node");
    assertThatNodeAnswers(node);
    assertThat(Files.getPosixFilePermissions(node.control().file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aDirectoryTooDeepForASocketPathWorks() {
    LiveNode node = start("deep/" + "x".repeat(60) + "/" + "y".repeat(60));
    assertThatNodeAnswers(node);
    assertThat(node.dataDir().resolve(ControlPath.FILE)).exists();
  }
}
