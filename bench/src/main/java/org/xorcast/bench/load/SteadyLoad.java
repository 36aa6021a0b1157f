package org.xorcast.bench.load;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.xorcast.Loops;
import org.xorcast.Node;
import org.xorcast.NodeBuilder;
import org.xorcast.Subscription;
import org.xorcast.core.engine.Counter;

/**
 * One run: {@code SteadyLoad NODES PUBLISHERS MESSAGES-PER-SECOND SECONDS [WARM-UP-SECONDS]}. Warms
 * up at the same rate, measures, and prints a line every ten seconds and the result at the end. The
 * exit code is 1 if the rate does not hold.
 */
public final class SteadyLoad {
  private static final int PAYLOAD_BYTES = 200;
  private static final int WARM_UP_SECONDS = 10;
  private static final int PATIENCE_SECONDS = 20;
  private static final int INBOX_MESSAGES = 1_000_000;
  private static final long INBOX_BYTES = 1L << 30;

  /** A rate that holds is published in time, and has reached everybody so soon after the end. */
  private static final double BEHIND_MAX_SECONDS = 1;

  private final List<Node> nodes = new ArrayList<>();
  private final Arrivals arrivals = new Arrivals();
  private long published;

  private SteadyLoad() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    if (args.length < 4 || args.length > 5) {
      System.err.println(
          "usage: bench/load NODES PUBLISHERS MESSAGES-PER-SECOND SECONDS [WARM-UP-SECONDS]");
      System.exit(2);
    }
    boolean holds;
    try (Loops loops = Loops.of(Runtime.getRuntime().availableProcessors())) {
      SteadyLoad load = new SteadyLoad();
      load.start(loops, Integer.parseInt(args[0]));
      int publishers = Integer.parseInt(args[1]);
      int perSecond = Integer.parseInt(args[2]);
      int warmUpSeconds = args.length == 5 ? Integer.parseInt(args[4]) : WARM_UP_SECONDS;
      load.publish(publishers, perSecond, warmUpSeconds).join();
      load.awaitAll();
      holds = load.measure(publishers, perSecond, Integer.parseInt(args[3]));
      load.nodes.forEach(Node::close);
    }
    System.exit(holds ? 0 : 1);
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
      Thread.ofVirtual()
          .start(() ->
              inbox.forEach(message ->
                  arrivals.add(System.nanoTime() - ByteBuffer.wrap(message.bytes()).getLong(0))));
    }
    for (Node node : nodes) {
      if (!node.awaitJoined(Duration.ofMinutes(2))) {
        throw new IllegalStateException(node + " has not joined");
      }
    }
    Thread.sleep(2000); // Tables go on growing for a moment after the join.
  }

  /** Whether the rate holds. */
  private boolean measure(int publishers, int perSecond, int seconds) throws Exception {
    long heapBefore = usedAfterCollection();
    arrivals.forgetLatencies();
    Usage before = Usage.now();
    long deliveredBefore = arrivals.count();
    long startNanos = System.nanoTime();
    CompletableFuture<Void> publishing = publish(publishers, perSecond, seconds);
    for (int at = 10; at < seconds && !publishing.isDone(); at += 10) {
      LockSupport.parkNanos(startNanos + at * 1_000_000_000L - System.nanoTime());
      System.out.printf(
          "%d s: %d deliveries, latency %s%n",
          at, arrivals.count() - deliveredBefore, arrivals.latencies());
    }
    publishing.join();
    double publishedSeconds = (System.nanoTime() - startNanos) / 1e9;
    long lost = awaitAll();
    double allSeconds = (System.nanoTime() - startNanos) / 1e9;
    Usage used = Usage.now().minus(before);
    long deliveries = arrivals.count() - deliveredBefore;
    String latencies = arrivals.latencies();
    boolean inTime =
        publishedSeconds < seconds + BEHIND_MAX_SECONDS
            && allSeconds < publishedSeconds + BEHIND_MAX_SECONDS;
    System.out.printf(
        "%d nodes, %d publishers, %d bytes, %d/s for %d s: %s; %d of %d deliveries missing%n",
        nodes.size(),
        publishers,
        PAYLOAD_BYTES,
        perSecond,
        seconds,
        lost > 0 ? "LOSES" : inTime ? "holds" : "DOES NOT HOLD",
        lost,
        deliveries + lost);
    System.out.printf(
        "published in %.1f s (%.0f/s), all there after %.1f s; latency %s%n",
        publishedSeconds, perSecond * seconds / publishedSeconds, allSeconds, latencies);
    System.out.printf(
        "processor: %.1f us a delivery, %.2f cores, others %.2f of %d cores; load average %.1f%n",
        used.processMicros() / (double) deliveries,
        used.processMicros() / 1e6 / allSeconds,
        used.othersMicros() / 1e6 / allSeconds,
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    System.out.printf(
        "a delivery: %.3f payloads, %.3f frames without, %.3f datagrams; in vain %d bytes;"
            + " %d answers missed, %d messages repaired%n",
        counted(Counter.PUSHES_SENT) / (double) arrivals.count(),
        counted(Counter.CONTROL_SENT) / (double) arrivals.count(),
        nodes.stream().mapToLong(node -> node.stats().datagramsOut()).sum()
            / (double) arrivals.count(),
        counted(Counter.PAYLOAD_BYTES_DUPLICATE),
        counted(Counter.ACK_TIMEOUTS),
        counted(Counter.REPAIRED));
    System.out.println("counted: " + troubles());
    System.out.printf(
        "heap after a collection: %d MB before, %d MB after; Java %s, %s %s%n",
        heapBefore >> 20,
        usedAfterCollection() >> 20,
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.version"));
    return lost == 0 && inTime;
  }

  /** Publishes at a steady rate; who is held up catches up. */
  private CompletableFuture<Void> publish(int publishers, int perSecond, int seconds) {
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
            try {
              for (int message = 0; message < each; message++) {
                LockSupport.parkNanos(startNanos + message * everyNanos - System.nanoTime());
                byte[] payload = new byte[PAYLOAD_BYTES];
                ByteBuffer.wrap(payload).putLong(0, System.nanoTime());
                node.broadcast().publish(payload);
              }
              done.complete(null);
            } catch (RuntimeException e) {
              done.completeExceptionally(e);
            }
          });
    }
    published += (long) each * publishers;
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  /** How many deliveries have not happened when nothing more comes for long enough. */
  private long awaitAll() throws InterruptedException {
    long wanted = published * nodes.size();
    long untilNanos = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
    while (arrivals.count() < wanted && System.nanoTime() < untilNanos) {
      Thread.sleep(10);
    }
    return wanted - arrivals.count();
  }

  /** What tells why something is missing or late, as far as it happened. */
  private Map<Counter, Long> troubles() {
    Map<Counter, Long> troubles = new EnumMap<>(Counter.class);
    for (Counter counter :
        List.of(
            Counter.SEQUENCES_LOST,
            Counter.GROUPS_LOST,
            Counter.STORE_EVICTED,
            Counter.ASSEMBLIES_DROPPED,
            Counter.OVER_LIMIT,
            Counter.REPLAYED,
            Counter.UNWANTED,
            Counter.PUSH_QUEUE_DROPPED,
            Counter.ANNOUNCEMENTS_DROPPED,
            Counter.PUBLISH_REFUSED,
            Counter.DELEGATES_FAILED,
            Counter.NEIGHBOURS_TIMED_OUT)) {
      if (counted(counter) > 0) {
        troubles.put(counter, counted(counter));
      }
    }
    return troubles;
  }

  private long counted(Counter counter) {
    return nodes.stream()
        .mapToLong(node -> node.stats().counters().getOrDefault(counter, 0L))
        .sum();
  }

  private static long usedAfterCollection() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
