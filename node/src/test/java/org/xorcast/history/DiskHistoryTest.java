package org.xorcast.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xorcast.history.TestMessages.ALICE;
import static org.xorcast.history.TestMessages.SESSION;
import static org.xorcast.history.TestMessages.message;
import static org.xorcast.history.TestMessages.payload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.HistoryException;
import org.xorcast.Retention;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;

/** What a history on disk survives. */
class DiskHistoryTest {
  private static final int ROUNDS = 5;
  private static final long ALL = Long.MAX_VALUE;

  @TempDir Path dir;

  private DiskHistory open() {
    return new DiskHistory(file(), Retention.DEFAULT, () -> SESSION);
  }

  private Path file() {
    return dir.resolve("topic.sqlite");
  }

  private void fill(int messages, int payloadBytes) {
    try (DiskHistory store = open()) {
      for (int i = 1; i <= messages; i++) {
        var _ = store.append(message(ALICE, SESSION, i, null, payload(i, payloadBytes)));
      }
    }
  }

  private static List<Long> sequences(HistoryStore store) {
    return store.read(ALICE, SESSION, 1, ALL, Integer.MAX_VALUE, ALL).stream()
        .map(Kept::sequence)
        .toList();
  }

  @Test
  void comesBackAsItWas() {
    fill(10, 100);
    try (DiskHistory store = open()) {
      store.saveCursor("reader", 7).join();
      assertThat(store.append(message(ALICE, 10)).join()).isEqualTo(HistoryStore.NOT_NEW);
      assertThat(store.append(message(ALICE, 11)).join()).isEqualTo(11);
    }
    try (DiskHistory store = open()) {
      assertThat(store.cursor("reader")).isEqualTo(7);
      assertThat(store.spans()).containsExactly(new Span(ALICE, SESSION, 1, 11));
      assertThat(store.stats().messages()).isEqualTo(11);
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesSigkillAtAnyMoment() throws Exception {
    Random random = new Random(7);
    long acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Process child = child("", 1000);
      try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
        assertThat(lines.readLine()).startsWith("newest ");
        int until = 1 + random.nextInt(3000);
        for (int i = 0; i < until; i++) {
          acknowledged = number(lines.readLine(), acknowledged);
        }
        child
            .toHandle()
            .destroyForcibly(); // Which, unlike the process's own, leaves the pipe open.
        // What it still said before it died was said truly as well.
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          acknowledged = number(line, acknowledged);
        }
      }
      child.waitFor();
      try (DiskHistory store = open()) {
        List<Long> kept = sequences(store);
        assertThat(kept.size()).isGreaterThanOrEqualTo((int) acknowledged);
        assertThat(kept).isEqualTo(LongStream.rangeClosed(1, kept.size()).boxed().toList());
        acknowledged = kept.size();
      }
    }
  }

  /** The line may be cut off in its middle by the end of the process. */
  private static long number(String line, long before) {
    String[] words = line.split(" ", -1);
    boolean whole = words.length == 2 && words[1].length() >= Long.toString(before).length();
    return whole ? Long.parseLong(words[1]) : before;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsToldLosesNothingAndIsOverOnceThereIsSpace() throws Exception {
    // No file of the process may grow over 4 or 8 MB, depending on the shell.
    Process child = child("ulimit -S -f 8000; ", 10_000);
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      long acknowledged = 0;
      String line = lines.readLine();
      for (; !line.startsWith("failed"); line = lines.readLine()) {
        acknowledged = Math.max(acknowledged, number(line, 0));
      }
      assertThat(line).contains(file().toString()).contains("space").contains("not lost");
      assertThat(acknowledged).isPositive();
      String pid = Long.toString(child.pid());
      Process raise = new ProcessBuilder("prlimit", "--pid", pid, "--fsize=unlimited").start();
      assertThat(raise.waitFor()).isZero();
      child.getOutputStream().write('\n');
      child.getOutputStream().flush();
      assertThat(number(lines.readLine(), 0)).isGreaterThanOrEqualTo(acknowledged);
      assertThat(number(lines.readLine(), 0)).isGreaterThan(acknowledged);
    } finally {
      child.destroyForcibly().waitFor();
    }
    try (DiskHistory store = open()) {
      List<Long> kept = sequences(store);
      assertThat(kept).isEqualTo(LongStream.rangeClosed(1, kept.size()).boxed().toList());
    }
  }

  private Process child(String before, int payloadBytes) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> all = new ArrayList<>(List.of("sh", "-c", before + "exec \"$@\"", "sh"));
    all.addAll(
        List.of(
            java,
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            HistoryChild.class.getName(),
            file().toString(),
            Integer.toString(payloadBytes)));
    return new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Test
  void aDamagedFileIsSetAsideAndReadAsFarAsItCanBe() throws Exception {
    fill(500, 1000);
    long size = Files.size(file());
    scribble(size / 2, 9000);
    try (DiskHistory store = open()) {
      List<Long> left = sequences(store);
      assertThat(left.size()).isBetween(400, 499);
      assertThat(store.stats().damaged()).isPositive();
      for (Kept kept : store.read(ALICE, SESSION, 1, ALL, 1000, ALL)) {
        assertThat(kept.payload()).isEqualTo(payload(kept.sequence(), 1000));
      }
      // It goes on where it was, and takes nothing twice.
      assertThat(store.append(message(ALICE, 500)).join()).isEqualTo(HistoryStore.NOT_NEW);
      assertThat(store.append(message(ALICE, 501)).join()).isGreaterThan(500);
    }
    assertThat(aside()).containsExactly("topic.sqlite.damaged-1");
    assertThat(Files.size(dir.resolve("topic.sqlite.damaged-1"))).isEqualTo(size);
  }

  @Test
  void aChangedMessageIsNotTakenForGenuine() throws Exception {
    fill(100, 3000);
    scribble(Files.size(file()) / 2, 1);
    try (DiskHistory store = open()) {
      List<Kept> left = store.read(ALICE, SESSION, 1, ALL, 1000, ALL);
      assertThat(left).hasSize(99);
      assertThat(left).allMatch(kept -> kept.payload().equals(payload(kept.sequence(), 3000)));
    }
  }

  @Test
  void aFileOfSomethingElseIsSetAside() throws Exception {
    Files.writeString(file(), "this is no database, and never was one\n".repeat(500));
    try (DiskHistory store = open()) {
      append(store, 1);
      assertThat(sequences(store)).containsExactly(1L);
    }
    assertThat(aside()).containsExactly("topic.sqlite.damaged-1");
    assertThat(Files.readString(dir.resolve("topic.sqlite.damaged-1"))).startsWith("this is no");
  }

  private static void append(HistoryStore store, long sequence) {
    store.append(message(ALICE, sequence)).join();
  }

  @Test
  void whatCannotBeOpenedSaysWhatToDo() throws Exception {
    Files.createDirectory(file());
    assertThatThrownBy(this::open)
        .isInstanceOf(HistoryException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("check the permissions");
  }

  @Test
  void whatComesAfterARefusedMessageIsRefusedToo() {
    try (DiskHistory store = open()) {
      int large = 16 << 20;
      List<CompletableFuture<Long>> answers = new ArrayList<>();
      for (int i = 1; i <= 40; i++) {
        answers.add(store.append(message(ALICE, SESSION, i, null, payload(i, large))));
      }
      assertThat(answers.getLast()).isCompletedExceptionally();
      answers.getFirst().join();
      answers.add(store.append(message(ALICE, 41)));
      assertThat(answers.getLast()).isCompletedExceptionally();
      assertThat(store.stats().refused()).isPositive();
      long newest = store.spans().getFirst().newest();
      store.resume();
      store.append(message(ALICE, newest + 1)).join();
    }
  }

  private List<String> aside() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.contains("damaged"))
          .filter(name -> !name.endsWith("-wal") && !name.endsWith("-shm"))
          .sorted()
          .toList();
    }
  }

  private void scribble(long at, int bytes) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
      raw.seek(at);
      raw.write("!".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
    }
  }
}
