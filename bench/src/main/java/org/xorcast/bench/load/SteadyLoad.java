package org.xorcast.bench.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.xorcast.Loops;
import org.xorcast.Node;
import org.xorcast.NodeBuilder;
import org.xorcast.Subscription;

/**
 * One run: {@code SteadyLoad NODES PUBLISHERS MESSAGES-PER-SECOND SECONDS}. Warms up for a few
 * seconds at the same rate, measures, and prints one line every ten seconds and one at the end.
 */
public final class SteadyLoad {
  private static final int PAYLOAD_BYTES = 200;
  private static final int WARM_UP_SECONDS = 5;
  private static final int PATIENCE_SECONDS = 20;
  private static final int INBOX_MESSAGES = 1_000_000;
  private static final long INBOX_BYTES = 1L << 30;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final List<Node> nodes = new ArrayList<>();
  private final List<Subscription> inboxes = new ArrayList<>();
  private final AtomicLong delivered = new AtomicLong();
  private long published;

  private SteadyLoad() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    if (args.length != 4) {
      System.err.println("usage: bench/load NODES PUBLISHERS MESSAGES-PER-SECOND SECONDS");
      System.exit(2);
    }
    try (Loops loops = Loops.of(Runtime.getRuntime().availableProcessors())) {
      SteadyLoad load = new SteadyLoad();
      load.start(loops, Integer.parseInt(args[0]));
      int publishers = Integer.parseInt(args[1]);
      int perSecond = Integer.parseInt(args[2]);
      load.publish(publishers, perSecond, WARM_UP_SECONDS);
      load.measure(publishers, perSecond, Integer.parseInt(args[3]));
      load.nodes.forEach(Node::close);
    }
  }

  private void start(Loops loops, int count) throws InterruptedException {
    while (nodes.size() < count) {
      NodeBuilder builder = Node.builder().network("load").listen("127.0.0.1:0").loops(loops);
      if (!nodes.isEmpty()) {
        builder.bootstrap("127.0.0.1:" + nodes.getFirst().address().port());
      }
      Node node = builder.start();
      nodes.add(node);
      Subscription inbox = node.broadcast().subscribe(INBOX_MESSAGES, INBOX_BYTES);
      inboxes.add(inbox);
      Thread.ofVirtual().start(() -> inbox.forEach(message -> delivered.incrementAndGet()));
    }
    for (Node node : nodes) {
      if (!node.awaitJoined(Duration.ofMinutes(2))) {
        throw new IllegalStateException(node + " has not joined");
      }
    }
    Thread.sleep(2000); // Tables go on growing for a moment after the join.
  }

  private void measure(int publishers, int perSecond, int seconds) throws InterruptedException {
    long cpuNanos = PROCESS.getProcessCpuTime();
    long startNanos = System.nanoTime();
    long before = delivered.get();
    for (int left = seconds; left > 0; left -= 10) {
      publish(publishers, perSecond, Math.min(10, left));
      System.out.printf(
          "published %d, heap after collection %d MB%n", published, usedAfterCollection() >> 20);
    }
    double tookSeconds = (System.nanoTime() - startNanos) / 1e9;
    long lost = missing();
    long deliveries = delivered.get() - before;
    double cpuMicros = (PROCESS.getProcessCpuTime() - cpuNanos) / 1e3;
    System.out.printf(
        "%d nodes, %d publishers, wanted %d/s for %d s: %.0f/s, deliveries missing %d,"
            + " CPU %.1f us a delivery, %.2f cores%n",
        nodes.size(),
        publishers,
        perSecond,
        seconds,
        (double) perSecond * seconds / tookSeconds,
        lost,
        cpuMicros / deliveries,
        cpuMicros / 1e6 / tookSeconds);
  }

  /** Publishes at a steady rate, then waits until all has arrived or nothing more does. */
  private void publish(int publishers, int perSecond, int seconds) throws InterruptedException {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    int each = perSecond * seconds / publishers;
    long everyNanos = 1_000_000_000L * publishers / perSecond;
    for (int i = 0; i < publishers; i++) {
      Node node = nodes.get(i * nodes.size() / publishers);
      long startNanos = System.nanoTime() + i * everyNanos / publishers;
      CompletableFuture<Void> done = new CompletableFuture<>();
      all.add(done);
      Thread.ofVirtual()
          .start(() -> {
            for (int message = 0; message < each; message++) {
              LockSupport.parkNanos(startNanos + message * everyNanos - System.nanoTime());
              node.broadcast().publish(new byte[PAYLOAD_BYTES]);
            }
            done.complete(null);
          });
    }
    all.forEach(CompletableFuture::join);
    published += (long) each * publishers;
    missing();
  }

  /** How many deliveries have not happened when nothing more comes for long enough. */
  private long missing() throws InterruptedException {
    long wanted = published * nodes.size();
    long untilNanos = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
    while (delivered.get() < wanted && System.nanoTime() < untilNanos) {
      Thread.sleep(10);
    }
    return wanted - delivered.get();
  }

  private static long usedAfterCollection() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
