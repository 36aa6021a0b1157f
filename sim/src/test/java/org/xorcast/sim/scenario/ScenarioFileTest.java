package org.xorcast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.sim.Latency;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.adversary.Adversary;
import org.xorcast.sim.baseline.Protocol;
import org.xorcast.sim.fault.Crash;

class ScenarioFileTest {
  private static Scenario parse(String text) {
    return ScenarioFile.parse("dir/x.toml", text);
  }

  @Test
  void anEmptyFileIsTheDefault() {
    assertThat(parse("")).isEqualTo(Scenario.of("x", 1000));
  }

  @Test
  void everyKeyIsRead() {
    Scenario scenario =
        parse(
            """
            nodes = 50
            patienceSeconds = 7.5
            convergeSeconds = 90
            [table]
            bucket = 16
            missing = 0.2
            undialable = 0.1
            [links]
            minMillis = 5
            maxMillis = 8
            loss = 0.02
            reorder = 0.03
            uplinkMbit = 10
            [traffic]
            messages = 4
            bytes = 10
            intervalMillis = 20
            delaySeconds = 1.5
            publishers = 3
            [[faults]]
            kind = "crash"
            share = 0.5
            atSeconds = 2
            [[adversaries]]
            kind = "withhold"
            share = 0.25
            [measure]
            first = 1
            later = 2
            """);
    assertThat(scenario)
        .isEqualTo(
            new Scenario(
                "x",
                50,
                new Table(16, 0.2, 0.1, false),
                Nats.NONE,
                new LinkModel(Latency.Uniform.millis(5, 8), 0.02, 0.03, 10_000_000),
                new TrafficPlan(4, 10, 20_000_000, 1_500_000_000, 3),
                List.of(new Crash(0.5, 2_000_000_000L)),
                List.of(new Liars(Adversary.WITHHOLD, 0.25)),
                Protocol.TREECAST,
                new Measure(1, 2),
                7_500_000_000L,
                90_000_000_000L));
  }

  @Test
  void aRateIsAnotherWayToWriteTheTraffic() {
    TrafficPlan plan = parse("[traffic]\nperSecond = 100\nseconds = 3").traffic();
    assertThat(plan.messages()).isEqualTo(300);
    assertThat(plan.intervalNanos()).isEqualTo(10_000_000);
    assertThat(parse("[traffic]\npublishers = \"one\"").traffic().publishers()).isEqualTo(1);
    assertThat(parse("[links]\nlatency = \"regions\"").links().latency())
        .isEqualTo(new Latency.Regions());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nodes = 1 | dir/x.toml:1: nodes is 1, but must be 2 to 1048576",
        "nodes = 2.5 | dir/x.toml:1: nodes is the number 2.5; write a whole number",
        "nods = 2 | dir/x.toml:1: nods is unknown; known here are nodes,",
        "[nats];symetric = 0.1 | dir/x.toml:2: nats.symetric is unknown; known here are firewall,",
        "[nats];symmetric = 0.1 | behind NATs only treecast runs, and only in a network that joins",
        "[table];joins=true;[nats];symmetric = 0.6;firewall = 0.5 | all NATs together must be 0 or",
        "#;[links];loss = 1 | dir/x.toml:3: links.loss is 1, but must be a share below 1",
        "[links];loss = 'x' | dir/x.toml:2: links.loss is the text \"x\"; write a number, 0 to 1",
        "[links];latency = 'far' | links.latency is \"far\", which is none; write one of uniform,",
        "[links];minMillis = 60 | dir/x.toml:2: links.minMillis makes maxMillis smaller",
        "links = 3 | dir/x.toml:1: links is the number 3; write a table: [links]",
        "[faults];kind = 'crash' | dir/x.toml:1: faults is a table; write tables: [[faults]]",
        "[[faults]];share = 0.5 | dir/x.toml:2: faults.kind is missing; write one of crash",
        "[[faults]];kind = 'flood' | dir/x.toml:2: faults.kind is \"flood\", which is none",
        "[[faults]];kind = 'crash';at = 3 | dir/x.toml:3: faults.at is unknown; known here are",
        "[traffic];messages = 3;[measure];first = 4 | dir/x.toml: measure must be about messages",
        "[traffic];messages = 3;perSecond = 2 | dir/x.toml:2: traffic.messages is unknown",
        "[table];joins = 1 | dir/x.toml:2: table.joins is the number 1; write true or false",
        "protocol = 'tcp' | dir/x.toml:1: protocol is \"tcp\", which is none; write one of"
            + " treecast",
        "protocol = 'flood';[table];joins = true | dir/x.toml: only treecast can join",
        "[[adversaries]];kind = 'rob' | adversaries.kind is \"rob\", which is none",
        "nodes = | dir/x.toml:1: not TOML",
      })
  void errorsNameFileLineKeyCauseAndRemedy(String text, String message) {
    assertThatThrownBy(() -> parse(text.replace(';', '\n')))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aMissingFileIsSaidToBeMissing() {
    assertThatThrownBy(() -> ScenarioFile.read(Path.of("no", "such.toml")))
        .hasMessageContaining("such.toml: there is no such file");
  }

  @Test
  void thePublishedScenariosCanBeRead() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../scenarios"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".toml")))
          .hasSize(17)
          .allSatisfy(file -> assertThat(ScenarioFile.read(file).nodes()).isPositive());
    }
  }
}
