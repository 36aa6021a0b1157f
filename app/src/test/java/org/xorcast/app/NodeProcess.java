package org.xorcast.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.xorcast.app.daemon.ControlClient;

/** {@code xorcast node --json} in a JVM of its own, with what it has written so far. */
public final class NodeProcess implements AutoCloseable {
  /** Generous: twelve JVMs start at once on two cores. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path dataDir;
  private final Process process;
  private final List<ObjectNode> events = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  private NodeProcess(Path dataDir, Process process) {
    this.dataDir = dataDir;
    this.process = process;
    follow(process.getInputStream(), line -> events.add(Json.parse(line)));
    follow(process.getErrorStream(), errors::add);
  }

  /** Starts a node on a free port of 127.0.0.1. */
  public static NodeProcess start(Path dataDir, String... more) throws IOException {
    return startAt("127.0.0.1:0", dataDir, more);
  }

  /** Starts a node at an address. */
  public static NodeProcess startAt(String listen, Path dataDir, String... more)
      throws IOException {
    List<String> args =
        new ArrayList<>(List.of("node", "--json", "--data-dir", "" + dataDir, "--listen", listen));
    args.addAll(List.of(more));
    return new NodeProcess(dataDir, java(args));
  }

  /** The whole program in a JVM that is as small and as quick to start as can be. */
  public static Process java(List<String> args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                // Not the one of the tests, which writes to stdout.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(args);
    return new ProcessBuilder(command).start();
  }

  private void follow(InputStream stream, Consumer<String> lines) {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    Thread.ofVirtual()
        .start(() ->
            reader
                .lines()
                .forEach(line -> {
                  synchronized (events) {
                    lines.accept(line);
                  }
                }));
  }

  public Path dataDir() {
    return dataDir;
  }

  /** Waits for an event of that name and returns the first. */
  public ObjectNode await(String event) throws InterruptedException {
    return await(PATIENCE, event, any -> true);
  }

  public ObjectNode await(Duration patience, String event, Predicate<ObjectNode> condition)
      throws InterruptedException {
    Predicate<ObjectNode> wanted =
        candidate -> candidate.path("event").asText().equals(event) && condition.test(candidate);
    Await.until(
        patience, () -> events().stream().anyMatch(wanted), () -> "event " + event + " of " + this);
    return events().stream().filter(wanted).findFirst().orElseThrow();
  }

  public List<ObjectNode> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  public String address() throws InterruptedException {
    return await("ready").path("address").asText();
  }

  public String peerId() throws InterruptedException {
    return await("ready").path("peer").asText();
  }

  public ControlClient connect() throws InterruptedException {
    await("ready");
    return ControlClient.connect(dataDir);
  }

  /** SIGTERM, by the handle: the process itself would close its streams, and lose last words. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  /** The exit code, within {@code patience}. */
  public int exitCode(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("does not end: " + this);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    // Its files go next, so it has to be gone by then.
    process.destroyForcibly().onExit().join();
  }

  @Override
  public String toString() {
    synchronized (events) {
      return "node process on " + dataDir + ", stdout " + events + ", stderr " + errors;
    }
  }
}
