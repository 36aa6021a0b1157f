package org.xorcast.bench.state;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xorcast.Loops;
import org.xorcast.Message;
import org.xorcast.Node;
import org.xorcast.NodeBuilder;
import org.xorcast.Subscription;
import org.xorcast.core.engine.Counter;

/** One run: {@code StateLoad NODES KEYS UPDATES}. */
public final class StateLoad {
  private static final int VALUE_BYTES = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, String> newest = new HashMap<>();

  private StateLoad() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("usage: bench/state NODES KEYS UPDATES");
      System.exit(2);
    }
    System.out.printf(
        "%d processors, load average %.2f, Java %s%n",
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("java.version"));
    try (Loops loops = Loops.of(Runtime.getRuntime().availableProcessors())) {
      new StateLoad()
          .run(
              loops,
              Integer.parseInt(args[0]),
              Integer.parseInt(args[1]),
              Integer.parseInt(args[2]));
    }
  }

  private void run(Loops loops, int count, int keys, int updates) throws InterruptedException {
    List<Subscription> inboxes = new ArrayList<>();
    while (nodes.size() < count) {
      Node node = start(loops);
      inboxes.add(node.topic("config").subscribe());
    }
    for (Node node : nodes) {
      for (int i = 0; node.topic("config").peers().size() < Math.min(count - 1, 8); i++) {
        if (i > 6000) {
          throw new IllegalStateException(node + " has not found the others after 60 s");
        }
        Thread.sleep(10);
      }
    }
    long startNanos = System.nanoTime();
    put(keys, updates);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    for (Subscription inbox : inboxes) {
      readAll(inbox);
    }
    long received = 0;
    long overtaken = 0;
    for (Node node : nodes) {
      received += node.stats().get(Counter.PUSHES_RECEIVED);
      overtaken += node.stats().get(Counter.OVERTAKEN);
    }
    System.out.printf(
        "%d nodes, %d keys, %d updates of %d bytes in %.1f s; payloads received for each update and"
            + " node that did not publish it: %.4f, of them overtaken %d%n",
        count,
        keys,
        updates,
        VALUE_BYTES,
        seconds,
        received / ((double) updates * (count - 1)),
        overtaken);
    Node newcomer = start(loops);
    long comesNanos = System.nanoTime();
    readAll(newcomer.topic("config").subscribe());
    System.out.printf(
        "a newcomer held the newest of all keys %.0f ms after it had subscribed, for %d payloads%n",
        (System.nanoTime() - comesNanos) / 1e6, newcomer.stats().get(Counter.PUSHES_RECEIVED));
    nodes.forEach(Node::close);
  }

  private Node start(Loops loops) throws InterruptedException {
    NodeBuilder builder = Node.builder().network("state").listen("127.0.0.1:0").loops(loops);
    if (!nodes.isEmpty()) {
      builder.bootstrap(nodes.getFirst().address().toString());
    }
    Node node = builder.start();
    if (!node.awaitJoined(PATIENCE)) {
      throw new IllegalStateException(node + " has not joined");
    }
    nodes.add(node);
    return node;
  }

  private void put(int keys, int updates) {
    Random random = new Random(1);
    for (int update = 0; update < updates; update++) {
      String key = "key " + (update < keys ? update : random.nextInt(keys));
      String value = String.format("%-" + VALUE_BYTES + "d", update);
      newest.put(key, value);
      nodes.getFirst().topic("config").put(key, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Reads until all values are the newest. */
  private void readAll(Subscription inbox) throws InterruptedException {
    Map<String, Long> sequences = new HashMap<>();
    int right = 0;
    while (right < newest.size()) {
      Message message = inbox.poll(PATIENCE).orElseThrow();
      String key = message.key().orElseThrow();
      Long before = sequences.put(key, message.sequence());
      if (before != null && before >= message.sequence()) {
        throw new IllegalStateException(key + " went backwards");
      }
      right += message.text().equals(newest.get(key)) ? 1 : 0;
    }
    if (inbox.lost() > 0) {
      throw new IllegalStateException("values were lost");
    }
  }
}
