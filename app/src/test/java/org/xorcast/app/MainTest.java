package org.xorcast.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void helpListsCommandsExitCodesAndExamples() {
    CommandRun run = CommandRun.of("--help");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("node", "relay", "publish", "subscribe", "peers", "doctor", "id", "demo", "sim")
        .contains("Exit codes:", "130", "Examples:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"node", "relay", "publish", "subscribe", "peers", "doctor", "id", "demo", "sim"})
  void everyCommandHasExamplesAndDocumentsItsJson(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("Example", "With --json", "Exit codes:", "xorcast " + command);
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void versionNamesTheProgram() {
    assertThat(CommandRun.of("--version").out()).startsWith("xorcast ");
  }

  @Test
  void misuseIsOneLineThatHelps() {
    CommandRun.of().failsWith(ExitCode.USAGE, "a command is missing", "--help");
    CommandRun.of("publsh", "x").failsWith(ExitCode.USAGE, "publish");
    CommandRun.of("publish").failsWith(ExitCode.USAGE, "TEXT", "xorcast publish --help");
    CommandRun.of("publish", "x", "--lines").failsWith(ExitCode.USAGE, "--lines");
    CommandRun.of("demo", "--nodes", "many").failsWith(ExitCode.USAGE, "many");
    CommandRun.of("subscribe", "--count", "-1").failsWith(ExitCode.USAGE, "--count");
  }
}
