package org.xorcast.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The load, the same for every system: a warm-up, messages at a pace, then a number of them always
 * in flight; the publishers take turns. {@code workload.mjs} is its twin, and warms up after the
 * paced part.
 */
final class Workload {
  private static final int SETTLE_MILLIS = 300;
  private static final int PACED_WARMUP_SECONDS = 3;
  private static final int RAMP_MILLIS = 2000;
  private static final int BEAT_MILLIS = 1000;

  private final Map<String, Integer> settings;
  private final Console console;
  private final Tally tally;
  private volatile boolean loaded;
  private volatile boolean isDone;

  Workload(Map<String, Integer> settings, Console console) {
    this.settings = settings;
    this.console = console;
    this.tally = new Tally(setting("nodes"));
  }

  private int setting(String name) {
    Integer value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("missing: " + name + "=NUMBER");
    }
    return value;
  }

  void run(Swarm swarm) throws Exception {
    long startNanos = System.nanoTime();
    Thread.ofVirtual().start(this::beat);
    swarm.start(setting("nodes"), tally::arrived);
    console.tell("joined", Map.of("millis", (System.nanoTime() - startNanos) / 1e6));

    // What is compiled while it runs is compiled first. The twin does without: iroh is native code,
    // and after such a load often delivers no more.
    List<Thread> warmUp = keepInFlight(swarm);
    Thread.sleep(1000L * setting("warmupSeconds"));
    stop(warmUp);
    paced(swarm, Math.min(PACED_WARMUP_SECONDS, setting("pacedSeconds")));
    console.tellAndWait("begin", Map.of("phase", "paced"));
    tally.startWindow();
    paced(swarm, setting("pacedSeconds"));
    console.tellAndWait("end", summary("paced", tally.endWindow()));

    List<Thread> load = keepInFlight(swarm);
    Thread.sleep(RAMP_MILLIS);
    console.tellAndWait("begin", Map.of("phase", "window"));
    tally.startWindow();
    Thread.sleep(1000L * setting("windowSeconds"));
    console.tellAndWait("end", summary("window", tally.endWindow()));
    stop(load);
    isDone = true;
    console.tell(
        "done",
        Map.of(
            "lost", tally.lost(),
            "duplicates", tally.duplicates(),
            "published", tally.published()));
  }

  private void paced(Swarm swarm, int seconds) throws Exception {
    int rate = setting("rate");
    List<CompletableFuture<Boolean>> fates = new ArrayList<>();
    long nextNanos = System.nanoTime();
    for (int left = Math.max(5, seconds * rate); left > 0; left--) {
      Thread.sleep(Math.max(0, (nextNanos - System.nanoTime()) / 1_000_000));
      nextNanos += 1_000_000_000L / rate;
      fates.add(tally.publish(swarm, setting("payloadBytes")));
    }
    fates.forEach(CompletableFuture::join);
    // So that what comes after the last delivery is counted too.
    Thread.sleep(SETTLE_MILLIS);
  }

  private List<Thread> keepInFlight(Swarm swarm) {
    loaded = true;
    List<Thread> slots = new ArrayList<>();
    for (int i = 0; i < setting("window"); i++) {
      slots.add(Thread.ofVirtual().start(() -> keepOneInFlight(swarm)));
    }
    return slots;
  }

  private void stop(List<Thread> slots) throws InterruptedException {
    loaded = false;
    for (Thread slot : slots) {
      slot.join();
    }
  }

  private void keepOneInFlight(Swarm swarm) {
    try {
      while (loaded) {
        tally.publish(swarm, setting("payloadBytes")).join();
      }
    } catch (Exception e) {
      console.tell("error", Map.of("text", "publish failed: " + e));
    }
  }

  private void beat() {
    try {
      while (!isDone) {
        Thread.sleep(BEAT_MILLIS);
        tally.sweep();
        console.tell(
            "progress", Map.of("published", tally.published(), "deliveries", tally.deliveries()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, Object> summary(String phase, Tally.Window window) {
    Map<String, Object> fields = new ConcurrentHashMap<>();
    fields.put("phase", phase);
    fields.put("seconds", window.startNanos() / 1e9);
    fields.put("published", window.published());
    fields.put("completed", window.completed());
    fields.put("deliveries", window.deliveries());
    putMillis(fields, "p50Millis", window.latencies(), 0.5);
    putMillis(fields, "p99Millis", window.latencies(), 0.99);
    putMillis(fields, "lastP50Millis", window.lasts(), 0.5);
    return fields;
  }

  private static void putMillis(
      Map<String, Object> fields, String name, List<Long> nanos, double share) {
    if (!nanos.isEmpty()) {
      List<Long> sorted = nanos.stream().sorted().toList();
      int index = (int) Math.ceil(share * sorted.size()) - 1;
      fields.put(name, sorted.get(Math.max(0, index)) / 1e6);
    }
  }
}
