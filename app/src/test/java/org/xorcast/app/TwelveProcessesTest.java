package org.xorcast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.app.daemon.ControlClient;

/**
 * The promise as a whole, with real processes: everybody gets everything exactly once, also while
 * processes die, and the dead come back.
 */
class TwelveProcessesTest {
  private static final int COUNT = 12;
  private static final int LINES = 50;
  private static final int FILE_BYTES = 5_000_000;
  private static final int BOOTSTRAP = 0;
  private static final int VICTIM = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temp;

  private final List<NodeProcess> processes = new ArrayList<>();
  private final List<Collector> collectors = new ArrayList<>();
  private final List<Integer> alive = new ArrayList<>();
  private final Map<String, Integer> expected = new HashMap<>();
  private final Random random = new Random(1);

  @AfterEach
  void endAll() {
    collectors.forEach(Collector::close);
    processes.forEach(NodeProcess::close);
  }

  @Test
  void everybodyGetsEverythingOnceWhileProcessesDieAndComeBack() throws Exception {
    startAll();

    for (int i = 0; i < LINES; i++) {
      String line = "line " + i + " äöü";
      publish(random.nextInt(COUNT), null, line.getBytes(StandardCharsets.UTF_8));
    }
    publish(3, "one.bin", randomBytes(1));
    publish(4, "hundred.bin", randomBytes(100_000));
    awaitAllExpected();

    killTwoInTheMiddleOfAFile();
    awaitAllExpected();

    restartVictim();
    publish(VICTIM, null, "I am back".getBytes(StandardCharsets.UTF_8));
    awaitAllExpected(); // Also shows that nothing came twice meanwhile.
  }

  private void startAll() throws IOException, InterruptedException {
    processes.add(NodeProcess.start(dataDir(BOOTSTRAP)));
    String address = processes.getFirst().address();
    for (int i = 1; i < COUNT; i++) {
      processes.add(NodeProcess.start(dataDir(i), "--bootstrap", address));
    }
    for (int i = 0; i < COUNT; i++) {
      processes.get(i).await("joined");
      collectors.add(new Collector(processes.get(i).connect()));
      alive.add(i);
    }
    for (NodeProcess process : processes) {
      try (ControlClient client = process.connect()) {
        Await.until(PATIENCE, () -> client.peers().path("peers").size() >= 3, process::toString);
      }
    }
  }

  private void killTwoInTheMiddleOfAFile() throws Exception {
    Path cache = dataDir(VICTIM).resolve("peers");
    Await.until(PATIENCE, () -> Files.exists(cache), () -> "no addresses saved in " + cache);

    // On a quick machine the victim may have all of a file when it is first asked: then another.
    int attempt = 1;
    while (!killWhileSending("large" + attempt + ".bin")) {
      assertThat(++attempt).as("files sent to catch the victim in the middle").isLessThan(10);
    }
    for (int dead : List.of(VICTIM, BOOTSTRAP)) {
      assertThat(processes.get(dead).exitCode(PATIENCE)).isNotZero();
    }
  }

  /**
   * Publishes a file; kills the two and answers true if the victim has just a part of it by then.
   */
  private boolean killWhileSending(String name) throws Exception {
    try (ControlClient victim = processes.get(VICTIM).connect()) {
      long before = payloadReceived(victim);
      CompletableFuture<Void> publishing =
          CompletableFuture.runAsync(
              () -> publish(5, name, randomBytes(FILE_BYTES)), Thread::startVirtualThread);
      Await.until(PATIENCE, () -> payloadReceived(victim) > before, () -> "no byte of the file");
      boolean inTheMiddle = payloadReceived(victim) - before < FILE_BYTES;
      if (inTheMiddle) {
        processes.get(VICTIM).kill();
        processes.get(BOOTSTRAP).kill();
        alive.removeAll(List.of(VICTIM, BOOTSTRAP));
      }
      publishing.join();
      return inTheMiddle;
    }
  }

  private static long payloadReceived(ControlClient client) {
    return client.status().path("counters").path("payload_bytes_received").asLong(-1);
  }

  private void restartVictim() throws IOException, InterruptedException {
    String identity = processes.get(VICTIM).peerId();
    String deadBootstrap = processes.get(BOOTSTRAP).address();
    NodeProcess again = NodeProcess.start(dataDir(VICTIM), "--bootstrap", deadBootstrap);
    processes.add(again);
    assertThat(again.await("joined").path("peers").asInt()).isPositive();
    assertThat(again.peerId()).isEqualTo(identity);
  }

  private Path dataDir(int number) {
    return temp.resolve("node" + number);
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private void publish(int from, @Nullable String name, byte[] payload) {
    try (ControlClient client = ControlClient.connect(dataDir(from))) {
      client.publish(null, name, payload, null);
    }
    synchronized (expected) {
      expected.put(sha256(payload), 1);
    }
  }

  private void awaitAllExpected() throws InterruptedException {
    List<Collector> living =
        IntStream.range(0, COUNT).filter(alive::contains).mapToObj(collectors::get).toList();
    Await.until(
        PATIENCE,
        () ->
            living.stream()
                .allMatch(c -> c.countBySha256().keySet().containsAll(expected.keySet())),
        () ->
            "everything everywhere; nodes have "
                + living.stream().map(c -> c.messages().size()).toList()
                + " of "
                + expected.size());
    for (Collector collector : living) {
      assertThat(collector.countBySha256()).isEqualTo(expected);
      assertThat(collector.others()).isEmpty();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
