package org.xorcast.bench.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One system with one number of nodes: runs its process and measures it. */
final class Trial {
  /** A process that says nothing for so long hangs. */
  private static final long SILENCE_SECONDS = 60;

  /** Whatever it says, it is ended after the planned time and this. */
  private static final long EXTRA_SECONDS = 240;

  private static final int LOG_LINES = 5;

  /** No line holds a line break. */
  private static final String CLOSED = "\n";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Contestant contestant;
  private final int nodes;
  private final Plan plan;
  private final Path log;
  private final Consumer<String> progress;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private @Nullable Kernel before;

  /**
   * @param progress gets one short line now and then
   */
  Trial(Contestant contestant, int nodes, Plan plan, Path log, Consumer<String> progress) {
    this.contestant = contestant;
    this.nodes = nodes;
    this.plan = plan;
    this.log = log;
    this.progress = progress;
  }

  Outcome run(Namespace namespace, Path scripts) throws IOException, InterruptedException {
    Outcome outcome = new Outcome(contestant, nodes, Kernel.loadAverages());
    List<String> command = new ArrayList<>(contestant.command(scripts));
    command.addAll(plan.arguments(nodes, contestant.pacedRate(nodes)));
    Process process =
        new ProcessBuilder(namespace.wrap(command)).redirectError(log.toFile()).start();
    Thread stop = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      Thread.ofVirtual().start(() -> read(process));
      follow(process, outcome);
    } finally {
      process.destroyForcibly().waitFor();
      Runtime.getRuntime().removeShutdownHook(stop);
    }
    return outcome;
  }

  private void read(Process process) {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("cannot read what the process says: " + e);
    }
    lines.add(CLOSED);
  }

  private void follow(Process process, Outcome outcome) throws IOException, InterruptedException {
    int planned = 2 * plan.pacedSeconds() + plan.warmupSeconds() + plan.windowSeconds();
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(planned + EXTRA_SECONDS);
    Writer answers = process.outputWriter();
    while (!outcome.isDone()) {
      String line = lines.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        outcome.fail("hung: said nothing for " + SILENCE_SECONDS + " s, ended");
        return;
      }
      if (System.nanoTime() > endNanos) {
        outcome.fail("hung: not done " + EXTRA_SECONDS + " s after the planned time, ended");
        return;
      }
      if (line.equals(CLOSED)) {
        outcome.fail("ended early: " + lastWords());
        return;
      }
      JsonNode told = parse(line);
      if (told != null) {
        take(process, told, outcome);
        if (told.path("event").asText().matches("begin|end")) {
          answers.write("go\n");
          answers.flush();
        }
      }
    }
  }

  private void take(Process process, JsonNode told, Outcome outcome) throws IOException {
    switch (told.path("event").asText()) {
      case "joined" -> outcome.joined(told.path("millis").asDouble());
      case "begin" -> {
        progress.accept("measuring: " + told.path("phase").asText());
        before = Kernel.read(process.pid());
      }
      case "end" -> {
        Kernel start = before;
        if (start != null) {
          Phase phase = new Phase(told, start, Kernel.read(process.pid()), plan.payloadBytes());
          outcome.measured(told.path("phase").asText(), phase);
        }
      }
      case "done" ->
          outcome.done(
              told.path("published").asLong(),
              told.path("lost").asLong(),
              told.path("duplicates").asLong());
      case "error" -> outcome.warn(told.path("text").asText());
      default -> progress.accept(told.toString());
    }
  }

  private static @Nullable JsonNode parse(String line) {
    try {
      return line.startsWith("{") ? JSON.readTree(line) : null;
    } catch (JsonProcessingException notForUs) {
      return null;
    }
  }

  /** The end of what the process said on its standard error. */
  private String lastWords() {
    try {
      List<String> said = Files.readAllLines(log);
      String end =
          String.join(" | ", said.subList(Math.max(0, said.size() - LOG_LINES), said.size()));
      return end + " (all of it: " + log + ")";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
