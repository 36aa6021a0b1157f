package org.xorcast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.Node;
import org.xorcast.NodeBuilder;
import org.xorcast.app.Await;
import org.xorcast.app.CommandRun;
import org.xorcast.app.ExitCode;
import org.xorcast.app.LiveNode;
import org.xorcast.core.id.PeerId;

/** The commands about an invited network. */
class NetworkCommandsTest {
  @TempDir private Path temp;

  private String idOf(String name) {
    return CommandRun.of("id", "-d", temp.resolve(name).toString()).out().strip();
  }

  private NodeBuilder builder(String name, String key, byte[] certificate) {
    return Node.builder()
        .dataDir(temp.resolve(name))
        .listen("127.0.0.1:0")
        .invitedNetwork("ours", PeerId.parse(key), certificate);
  }

  @Test
  void theOwnerInvitesAndExpels() throws Exception {
    String key = idOf("key");
    String bob = idOf("bob");
    try (LiveNode owner = LiveNode.start(temp.resolve("key"), builder("key", key, new byte[0]))) {
      String dir = owner.dataDir().toString();
      CommandRun invited = CommandRun.of("network", "invite", bob, "-d", dir, "--for", "30d");
      assertThat(invited.exitCode()).isEqualTo(ExitCode.OK);
      Path file = Files.writeString(temp.resolve("bob.cert"), invited.out());
      NodeBuilder member =
          builder("bob", key, CertificateFile.read(file))
              .bootstrap(owner.node().address().toString());
      try (LiveNode bobs = LiveNode.start(temp.resolve("bob"), member)) {
        assertThat(bobs.node().awaitJoined(Duration.ofSeconds(30))).isTrue();
        CommandRun.of("network", "expel", key, "-d", temp.resolve("bob").toString())
            .failsWith(ExitCode.REFUSED, "does not own its network");

        assertThat(CommandRun.of("network", "expel", bob, "-d", dir).exitCode())
            .isEqualTo(ExitCode.OK);
        Await.until(
            Duration.ofSeconds(30),
            () -> bobs.node().peers().isEmpty(),
            () -> "bob has " + bobs.node().peers());
      }
      CommandRun.of("network", "invite", "bob", "-d", dir)
          .failsWith(ExitCode.REFUSED, "64 hexadecimal digits");
    }
  }

  @Test
  void aNodeWithoutARightCertificateDoesNotStart() throws Exception {
    String key = idOf("key");
    String dir = temp.resolve("bob").toString();
    String file = temp.resolve("c").toString();
    String[] node = {"node", "-d", dir, "--listen", "127.0.0.1:0", "--owner", key};
    CommandRun.of(node).failsWith(ExitCode.USAGE, "--certificate");
    CommandRun.of(with(node, "--certificate", file)).failsWith(ExitCode.FAILURE, "no such file");
    Files.write(Path.of(file), "hello!".getBytes(StandardCharsets.US_ASCII));
    CommandRun.of(with(node, "--certificate", file)).failsWith(ExitCode.REFUSED, "no certificate");
    Files.write(Path.of(file), "aGVsbG8=".getBytes(StandardCharsets.US_ASCII));
    CommandRun.of(with(node, "--certificate", file)).failsWith(ExitCode.REFUSED, "no certificate");
  }

  private static String[] with(String[] words, String... more) {
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }
}
