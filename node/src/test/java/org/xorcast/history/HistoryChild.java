package org.xorcast.history;

import static org.xorcast.history.TestMessages.ALICE;
import static org.xorcast.history.TestMessages.SESSION;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.xorcast.Retention;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;

/**
 * A process that appends until it is killed and prints the sequence of each message that was
 * acknowledged as stored. When storing fails it says why, and goes on after a line of input.
 */
final class HistoryChild {
  private static final int WAITING_MAX = 200;

  private HistoryChild() {}

  /**
   * @param args file, payload bytes
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    int sizeBytes = Integer.parseInt(args[1]);
    Retention retention = new Retention(1L << 40, 1L << 40, Retention.DEFAULT.age());
    try (HistoryStore store = new DiskHistory(Path.of(args[0]), retention, () -> SESSION)) {
      do {
        store.resume();
        out.println("newest " + newest(store));
        try {
          append(store, sizeBytes, out);
        } catch (CompletionException e) {
          out.println("failed " + e.getMessage());
        }
      } while (System.in.read() >= 0);
    }
  }

  private static long newest(HistoryStore store) {
    return store.spans().stream().mapToLong(Span::newest).max().orElse(0);
  }

  private static void append(HistoryStore store, int sizeBytes, PrintStream out) {
    ArrayDeque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    for (long sequence = newest(store) + 1; true; sequence++) {
      long number = sequence;
      Kept message =
          TestMessages.message(
              ALICE, SESSION, number, null, TestMessages.payload(number, sizeBytes));
      waiting.add(store.append(message).thenAccept(position -> out.println("stored " + number)));
      if (waiting.size() == WAITING_MAX) {
        waiting.remove().join();
      }
    }
  }
}
