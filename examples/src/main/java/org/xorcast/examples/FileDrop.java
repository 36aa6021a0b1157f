package org.xorcast.examples;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.function.Consumer;
import org.xorcast.Node;
import org.xorcast.Receipts;
import org.xorcast.Subscription;
import org.xorcast.Topic;

/**
 * A folder that empties itself into the same folder of others: what is moved into {@code out} comes
 * to everybody's {@code in}, whole and checked.
 *
 * <p>{@code examples/run FileDrop alice 127.0.0.1:4001 drop-a}, then {@code examples/run FileDrop
 * bob 127.0.0.1:4002 drop-b 127.0.0.1:4001}, then {@code mv photo.jpg drop-a/out}.
 */
final class FileDrop implements AutoCloseable {
  private final Topic topic;
  private final Path out;
  private final Subscription arriving;

  FileDrop(Node node, Path folder, Consumer<String> screen) throws IOException {
    topic = node.topic("file drop");
    out = Files.createDirectories(folder.resolve("out"));
    Path in = Files.createDirectories(folder.resolve("in"));
    arriving =
        topic.onMessage(message -> {
          if (!message.from().equals(node.id())) {
            screen.accept("got " + message.saveTo(in));
          }
        });
  }

  /** Sends a file and returns how many have it now. */
  int send(Path file) {
    return topic.publishFile(file, Receipts.within(Duration.ofSeconds(30))).reached().join();
  }

  /** Sends what is moved into {@code out}, until the thread is interrupted. */
  void watch(Consumer<String> screen) throws IOException, InterruptedException {
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      out.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (true) {
        WatchKey key = watch.take();
        for (WatchEvent<?> event : key.pollEvents()) {
          if (event.context() instanceof Path name) {
            screen.accept(name + ": " + send(out.resolve(name)) + " have it");
          }
        }
        key.reset();
      }
    }
  }

  @Override
  public void close() {
    arriving.close();
  }

  static void main(String... args) throws IOException, InterruptedException {
    Start.usage("FileDrop DATA-DIR LISTEN FOLDER [BOOTSTRAP...]", 3, args);
    try (Node node = Start.node(Path.of(args[0]), args[1], Start.from(3, args));
        FileDrop drop = new FileDrop(node, Path.of(args[2]), IO::println)) {
      drop.watch(IO::println);
    }
  }
}
