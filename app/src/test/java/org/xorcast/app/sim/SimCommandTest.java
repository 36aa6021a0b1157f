package org.xorcast.app.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.app.CommandRun;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.NodeProcess;

class SimCommandTest {
  private static final String[] OPTIONS = {
    "sim", "--nodes", "60", "--crash", "0.2", "--loss", "0.05", "--messages", "3", "--json"
  };

  private static List<String> with(String... more) {
    List<String> args = new ArrayList<>(List.of(OPTIONS));
    args.addAll(List.of(more));
    return args;
  }

  @Test
  void theSameSeedIsTheSameRunInEveryJvm() throws IOException {
    Process other = NodeProcess.java(with("--seed", "3"));
    String line = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ObjectNode there = Json.parse(line);

    CommandRun run = CommandRun.of(with("--seeds", "3..4").toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.objects()).hasSize(2);
    ObjectNode here = run.objects().getFirst();
    String otherHash = run.objects().getLast().path("traceHash").asText();
    assertThat(here.remove("wallSeconds")).isNotNull();
    assertThat(there.remove("wallSeconds")).isNotNull();
    assertThat(here).isEqualTo(there);
    assertThat(here.path("traceHash").asText()).isNotEqualTo(otherHash);
    assertThat(here.path("deliveredRatio").asDouble()).isEqualTo(1);
    assertThat(here.path("liveNodes").asInt()).isEqualTo(48);
  }

  @Test
  void peopleGetATable() {
    CommandRun run = CommandRun.of("sim", "--nodes", "20", "--messages", "1");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out().lines()).hasSize(2).last().asString().contains("100.000 %");
  }

  @Test
  void aScenarioEndsWithOneObjectOverAllSeeds(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("small.toml");
    Files.writeString(
        file,
        """
        nodes = 40
        [traffic]
        messages = 4
        intervalMillis = 200
        [[faults]]
        kind = "crash"
        share = 0.2
        [measure]
        first = 1
        later = 3
        """);
    CommandRun run =
        CommandRun.of("sim", "--scenario", file.toString(), "--seeds", "1..3", "--json");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.objects()).hasSize(4);
    ObjectNode all = run.objects().getLast();
    assertThat(all.fieldNames())
        .toIterable()
        .containsExactly(
            "scenario",
            "nodes",
            "seeds",
            "deliveredMean",
            "deliveredWorst",
            "copiesPerNode",
            "payloadSendsPerNode",
            "controlPerNode",
            "lastHopMean",
            "p50Millis",
            "p99Millis",
            "traceHash",
            "wallSeconds",
            "heapMegabytes",
            "maxMillis",
            "protocol",
            "later");
    assertThat(all.path("scenario").asText()).isEqualTo("small");
    assertThat(all.path("seeds").asInt()).isEqualTo(3);
    assertThat(all.path("deliveredWorst").asDouble()).isEqualTo(1);
    assertThat(all.path("later").path("from").asInt()).isEqualTo(3);
    CommandRun alone = CommandRun.of("sim", "--scenario", file.toString(), "--seed", "2", "--json");
    assertThat(alone.objects().getFirst().path("traceHash"))
        .isEqualTo(run.objects().get(1).path("traceHash"));
  }

  @Test
  void aBadScenarioIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bad.toml");
    Files.writeString(file, "nodes = 10\nnods = 10\n");
    CommandRun.of("sim", "--scenario", file.toString())
        .failsWith(ExitCode.USAGE, "bad.toml:2: nods is unknown");
    CommandRun.of("sim", "--scenario", "none.toml").failsWith(ExitCode.USAGE, "no such file");
    CommandRun.of("sim", "--scenario", file.toString(), "--nodes", "3")
        .failsWith(ExitCode.USAGE, "--scenario says all");
  }

  @Test
  void aSwarmOfRandomScenariosBreaksNoPromise() {
    CommandRun run = CommandRun.of("sim", "--swarm", "4", "--seed", "1", "--json");
    assertThat(run.objects().getLast().path("swarm").asInt()).isEqualTo(4);
    assertThat(run.objects().getLast().path("failedSeeds")).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void nonsenseIsRefused() {
    CommandRun.of("sim", "--nodes", "1").failsWith(ExitCode.USAGE, "nodes must be");
    CommandRun.of("sim", "--crash", "1").failsWith(ExitCode.USAGE, "crash");
    CommandRun.of("sim", "--loss", "-1").failsWith(ExitCode.USAGE, "loss must");
    CommandRun.of("sim", "--bytes", "0").failsWith(ExitCode.USAGE, "payload");
    CommandRun.of("sim", "--protocol", "tcp").failsWith(ExitCode.USAGE, "treecast, flood");
    CommandRun.of("sim", "--swarm", "3", "--nodes", "9").failsWith(ExitCode.USAGE, "--swarm");
    CommandRun.of("sim", "--seeds", "4..3").failsWith(ExitCode.USAGE, "4..3");
    CommandRun.of("sim", "--seed", "1", "--seeds", "1..2").failsWith(ExitCode.USAGE, "exclude");
  }
}
