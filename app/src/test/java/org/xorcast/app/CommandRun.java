package org.xorcast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;

/** One command, run in this JVM: its exit code and what it wrote. */
public record CommandRun(int exitCode, String out, String err) {

  public static CommandRun of(String... args) {
    return run(new StringWriter(), new StringWriter(), args);
  }

  /** Runs it in the background, and returns when it has written {@code words}. */
  public static CompletableFuture<CommandRun> until(String words, String... args)
      throws InterruptedException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    // Not on the common pool: two commands that wait are more than it has threads for.
    CompletableFuture<CommandRun> run =
        CompletableFuture.supplyAsync(() -> run(out, err, args), Thread::startVirtualThread);
    Await.until(
        Duration.ofSeconds(30),
        () -> out.toString().contains(words) || err.toString().contains(words),
        () -> words + " of " + Arrays.toString(args) + ": " + out + err);
    return run;
  }

  private static CommandRun run(StringWriter out, StringWriter err, String... args) {
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = line.execute(args);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** The lines of stdout as JSON. */
  public List<ObjectNode> objects() {
    return out.lines().map(Json::parse).toList();
  }

  /** Fails unless the command failed as programs should: one clear line, nothing on stdout. */
  public CommandRun failsWith(int expected, String... wordsOfTheLine) {
    assertThat(exitCode).as("exit code; stderr: %s", err).isEqualTo(expected);
    assertThat(out).isEmpty();
    List<String> errors = err.lines().filter(line -> line.startsWith("xorcast: ")).toList();
    assertThat(errors).as("stderr: %s", err).hasSize(1);
    assertThat(errors.getFirst()).contains(wordsOfTheLine).doesNotContain("Exception: ");
    assertThat(err).doesNotContain("\tat ");
    return this;
  }
}
