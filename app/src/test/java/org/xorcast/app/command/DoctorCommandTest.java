package org.xorcast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.app.Await;
import org.xorcast.app.CommandRun;
import org.xorcast.app.ExitCode;
import org.xorcast.app.LiveNode;

/** The doctor with nodes of this machine, and with none. */
class DoctorCommandTest {
  @TempDir private Path temp;

  @Test
  void saysWhatTwoNodesOfOneMachineKnow() throws InterruptedException {
    try (LiveNode alice = LiveNode.start(temp.resolve("alice"));
        LiveNode bob = LiveNode.start(temp.resolve("bob"), alice)) {
      String dir = bob.dataDir().toString();
      Await.until(
          Duration.ofSeconds(30),
          () -> bob.node().isJoined() && !bob.node().whereabouts().place().seen().isEmpty(),
          () -> "bob knows where alice sees him: " + bob.node().whereabouts());
      CommandRun text = CommandRun.of("doctor", "-d", dir);
      assertThat(text.exitCode()).as(text.err()).isEqualTo(ExitCode.OK);
      assertThat(text.out())
          .contains("connected  yes: joined, 1 peer\n", "links      1 direct", "all well")
          .contains("seen at    " + bob.node().address());
      CommandRun json = CommandRun.of("doctor", "-d", dir, "--json");
      assertThat(json.exitCode()).isEqualTo(ExitCode.OK);
      ObjectNode object = json.objects().getFirst();
      assertThat(object.path("peer").asText()).isEqualTo(bob.node().id().toString());
      assertThat(object.path("nat").asText()).isEqualTo("local");
      assertThat(object.path("seenAt").get(0).asText()).isEqualTo(bob.node().address().toString());
      assertThat(object.path("ownAddresses")).isEqualTo(object.path("seenAt"));
      assertThat(object.path("links").path("direct").asInt()).isOne();
    }
  }

  @Test
  void aNodeWithoutPeersIsNotWell() {
    try (LiveNode alone = LiveNode.start(temp)) {
      CommandRun run = CommandRun.of("doctor", "-d", alone.dataDir().toString());
      assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(run.out()).contains("problem    the node has no peer");
    }
  }

  @Test
  void needsARunningNode() {
    CommandRun.of("doctor", "-d", temp.toString())
        .failsWith(ExitCode.UNREACHABLE, "no node runs on", "xorcast node");
  }
}
