package org.xorcast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.app.CommandRun;
import org.xorcast.app.ExitCode;
import org.xorcast.app.LiveNode;

/** Everything that people get wrong, and that each time one line says so. */
class BadInputTest {
  @TempDir private Path temp;

  private CommandRun node(String... more) {
    String[] args = new String[5 + more.length];
    args[0] = "node";
    args[1] = "--data-dir";
    args[2] = temp.resolve("node").toString();
    args[3] = "--listen";
    args[4] = "127.0.0.1:0";
    System.arraycopy(more, 0, args, 5, more.length);
    return CommandRun.of(args);
  }

  @Test
  void noNodeIsThere() {
    String dir = temp.resolve("nobody").toString();
    String remedy = "xorcast node --data-dir " + dir;
    CommandRun.of("publish", "-d", dir, "x").failsWith(ExitCode.UNREACHABLE, remedy);
    CommandRun.of("subscribe", "-d", dir).failsWith(ExitCode.UNREACHABLE, remedy);
    CommandRun.of("peers", "-d", dir).failsWith(ExitCode.UNREACHABLE, remedy);
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void nobodyAnswersAtTheBootstrapAddress() throws IOException {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      CommandRun run = node("--json", "--join-timeout", "0.5", "--bootstrap", address);
      assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(run.err()).contains("not joined within 0.5 s", address, "firewalls");
      assertThat(run.objects())
          .extracting(event -> event.path("event").asText())
          .startsWith("ready")
          .endsWith("left");
    }
  }

  @Test
  void theBootstrapAddressMakesNoSense() {
    node("--bootstrap", "somewhere").failsWith(ExitCode.USAGE, "somewhere", "host:port");
    node("--bootstrap", "10.0.0.7:0").failsWith(ExitCode.USAGE, "needs a port");
    node("--bootstrap", "no.such.host.invalid:1").failsWith(ExitCode.UNREACHABLE, "no.such.host");
    node("--network", "").failsWith(ExitCode.USAGE, "1 to 64 characters");
    node("--join-timeout", "-1").failsWith(ExitCode.USAGE, "--join-timeout");
  }

  @Test
  void thePortIsTaken() throws IOException {
    try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + other.getLocalPort();
      CommandRun.of("node", "-d", temp.resolve("node").toString(), "--listen", address)
          .failsWith(ExitCode.REFUSED, address, "in use", "port 0");
    }
  }

  @Test
  void theTunnelsMakeNoSense() throws IOException {
    node("--tcp-relay", "0").failsWith(ExitCode.USAGE, "1 to 65535");
    node("--tcp-relay", "70000").failsWith(ExitCode.USAGE, "1 to 65535");
    node("--tunnel", "10.0.0.7:0").failsWith(ExitCode.USAGE, "needs a port");
    node("--tunnel", "2001:db8::1").failsWith(ExitCode.USAGE, "host:port");
    node("--tunnel", "no.such.host.invalid").failsWith(ExitCode.UNREACHABLE, "invalid:443");
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());
      node("--tcp-relay", port).failsWith(ExitCode.REFUSED, "TCP port 127.0.0.1:" + port, "in use");
    }
  }

  @Test
  void theDataDirectoryIsTakenOrUnusable() throws IOException {
    try (LiveNode other = LiveNode.start(temp.resolve("node"))) {
      node().failsWith(ExitCode.REFUSED, other.dataDir().toString(), "in use", "process");
    }
    Path file = Files.createFile(temp.resolve("file"));
    CommandRun.of("node", "-d", file.toString(), "--listen", "127.0.0.1:0")
        .failsWith(ExitCode.FAILURE, "not a directory");
    assertThat(CommandRun.of("id", "-d", file + "/below").exitCode()).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void aDamagedKeyIsRefusedAndLeftAlone() throws IOException {
    CommandRun made = CommandRun.of("id", "-d", temp.resolve("node").toString(), "--json");
    ObjectNode id = made.objects().getFirst();
    assertThat(id.path("created").asBoolean()).isTrue();
    assertThat(id.path("peer").asText()).hasSize(64);
    assertThat(made.err()).contains("new identity");

    Path key = temp.resolve("node/identity.pem");
    String damaged = Files.readString(key).substring(0, 60);
    Files.writeString(key, damaged);
    node().failsWith(ExitCode.REFUSED, "identity.pem", "backup");
    CommandRun.of("id", "-d", temp.resolve("node").toString())
        .failsWith(ExitCode.REFUSED, "identity.pem");
    assertThat(key).hasContent(damaged);
  }
}
