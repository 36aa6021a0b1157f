package org.xorcast.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.xorcast.app.CommandRun;
import org.xorcast.app.ExitCode;

class DemoCommandTest {
  @Test
  void tenNodesGetEverythingOnceAndCheaply() {
    CommandRun run = CommandRun.of("demo", "--nodes", "10", "--file-size", "2MB", "--json");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    ObjectNode report = run.objects().getLast();
    assertThat(report.path("nodes").asInt()).isEqualTo(10);
    assertThat(report.path("messages").asInt()).isEqualTo(21);
    assertThat(report.path("deliveredRatio").asDouble()).isEqualTo(1.0);
    assertThat(report.path("duplicatesToApp").asInt(-1)).isZero();
    assertThat(report.path("copiesPerNode").asDouble()).isBetween(1.0, 1.05);
    assertThat(report.path("wireBytesPerPayloadByte").asDouble()).isBetween(1.0, 1.15);
    assertThat(report.path("lastHopMax").asInt()).isPositive();
    assertThat(report.path("p50Millis").asDouble()).isPositive();
    assertThat(report.path("failures").asInt(-1)).isZero();
    assertThat(run.err()).contains("10 nodes joined", "everybody has everything");
  }

  @Test
  void peopleGetATable() {
    CommandRun run = CommandRun.of("demo", "--nodes", "3", "--messages", "2", "--file-size", "1");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("delivered to", "3/3", "exactly once", "yes", "file of 1 byte");
  }

  @Test
  void whatCannotBeSentIsRefused() {
    CommandRun.of("demo", "--file-size", "17MB").failsWith(ExitCode.REFUSED, "16777216");
    CommandRun.of("demo", "--file-size", "0").failsWith(ExitCode.REFUSED, "empty");
    CommandRun.of("demo", "--file-size", "big").failsWith(ExitCode.USAGE, "5MB");
    CommandRun.of("demo", "--nodes", "1").failsWith(ExitCode.USAGE, "--nodes");
  }
}
