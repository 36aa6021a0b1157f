package org.xorcast.examples;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import org.xorcast.Node;
import org.xorcast.Subscription;
import org.xorcast.Topic;
import org.xorcast.core.id.PeerId;

/**
 * A configuration that is changed at one place and holds everywhere: a topic of values that belongs
 * to one node, so nobody else can set them. Who comes later gets the newest of each.
 *
 * <p>{@code examples/run LiveConfig admin 127.0.0.1:4001 set colour=green size=3} prints its peer
 * id and goes on; {@code examples/run LiveConfig web1 127.0.0.1:4002 watch PEER 127.0.0.1:4001}
 * prints what it is told.
 */
final class LiveConfig implements AutoCloseable {
  private static final String NAME = "config";

  private final Map<String, String> values = new ConcurrentSkipListMap<>();
  private final Subscription changes;

  /** Follows the configuration of {@code owner}. */
  LiveConfig(Node node, PeerId owner, BiConsumer<String, String> onChange) {
    Topic topic = node.topic(NAME, owner);
    changes =
        topic.onMessage(message ->
            message
                .key()
                .ifPresent(key -> {
                  values.put(key, message.text());
                  onChange.accept(key, message.text());
                }));
  }

  /** What holds now. */
  Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** Changes this node's own configuration. */
  static void set(Node owner, String key, String value) {
    owner.ownTopic(NAME).topic().put(key, value);
  }

  @Override
  public void close() {
    changes.close();
  }

  static void main(String... args) throws InterruptedException {
    String usage =
        "LiveConfig DATA-DIR LISTEN set KEY=VALUE...\n"
            + "       examples/run LiveConfig DATA-DIR LISTEN watch OWNER BOOTSTRAP...";
    Start.usage(usage, 4, args);
    boolean sets = args[2].equals("set");
    String[] bootstrap = sets ? new String[0] : Start.from(4, args);
    try (Node node = Start.node(Path.of(args[0]), args[1], bootstrap)) {
      PeerId owner = sets ? node.id() : PeerId.parse(args[3]);
      try (LiveConfig config =
          new LiveConfig(node, owner, (key, value) -> IO.println(key + " = " + value))) {
        if (sets) {
          IO.println("owner " + node.id());
          awaitFirstPeer(node);
          for (String pair : Start.from(3, args)) {
            set(node, pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
          }
        }
        Thread.currentThread().join();
        IO.println(config.values());
      }
    }
  }

  private static void awaitFirstPeer(Node node) throws InterruptedException {
    while (node.peers().isEmpty()) {
      Thread.sleep(100);
    }
  }
}
