package org.xorcast.bench.away;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xorcast.History;
import org.xorcast.Message;
import org.xorcast.Node;
import org.xorcast.Subscription;
import org.xorcast.Topic;
import org.xorcast.core.engine.From;

/** One or more runs: {@code CatchUp MESSAGES BYTES RUNS}. Prints a line for each. */
public final class CatchUp {
  private static final int BEFORE = 10;
  private static final int LIVE_EVERY_MILLIS = 10;
  private static final double MEGABYTE = 1e6;

  private CatchUp() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("usage: bench/away MESSAGES BYTES RUNS");
      System.exit(2);
    }
    int missed = Integer.parseInt(args[0]);
    int sizeBytes = Integer.parseInt(args[1]);
    System.out.printf(
        "%d processors, load average %.2f, Java %s%n",
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("java.version"));
    for (int run = Integer.parseInt(args[2]); run > 0; run--) {
      run(missed, sizeBytes);
    }
  }

  private static void run(int missed, int sizeBytes) throws Exception {
    Path dir = Files.createTempDirectory("xorcast-away");
    try (Node first = node();
        Node second = node(first.address().toString());
        Subscription one = first.topic("news").subscribe(From.latest(), History.memory());
        Subscription two = second.topic("news").subscribe(From.latest(), History.memory())) {
      Topic news = first.topic("news");
      await(news, 1);
      Process child = child(dir, second, BEFORE);
      try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
        expect("ready", lines.readLine());
        await(news, 2);
        publish(news, BEFORE, sizeBytes);
        expect("has " + BEFORE, lines.readLine());
        child.toHandle().destroyForcibly();
      }
      child.waitFor();
      publish(news, missed, sizeBytes);
      long startNanos = System.nanoTime();
      Process again = child(dir, second, BEFORE + missed);
      try (BufferedReader lines = again.inputReader(StandardCharsets.UTF_8)) {
        expect("ready", lines.readLine());
        Thread live = Thread.ofVirtual().start(() -> publishLive(news, sizeBytes));
        String done = lines.readLine();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        live.interrupt();
        live.join();
        report(missed, sizeBytes, done, seconds);
      } finally {
        again.destroyForcibly().waitFor();
      }
      expect("0", String.valueOf(one.lost() + two.lost()));
    }
  }

  private static void report(int missed, int sizeBytes, String done, double seconds) {
    String[] words = done.split(" ", -1);
    expect("caught", words[0]);
    double megabytes = missed * (double) sizeBytes / MEGABYTE;
    double caughtSeconds = Long.parseLong(words[1]) / 1e6;
    System.out.printf(
        "%d messages of %d bytes in %.2f s, %.1f MB/s, the reader's CPU %.2f s; %.2f s since the"
            + " process was started%n",
        missed,
        sizeBytes,
        caughtSeconds,
        megabytes / caughtSeconds,
        Long.parseLong(words[2]) / 1e6,
        seconds);
  }

  static Node node(String... bootstrap) {
    return Node.builder().network("away").listen("127.0.0.1:0").bootstrap(bootstrap).start();
  }

  private static void await(Topic topic, int peers) throws InterruptedException {
    for (int i = 0; topic.peers().size() < peers; i++) {
      if (i > 3000) {
        throw new IllegalStateException("no " + peers + " subscribers after 30 s");
      }
      Thread.sleep(10);
    }
  }

  private static void publish(Topic topic, int messages, int sizeBytes) {
    for (int i = 0; i < messages; i++) {
      topic.publish(new byte[sizeBytes]);
    }
  }

  private static void publishLive(Topic topic, int sizeBytes) {
    try {
      while (true) {
        Thread.sleep(LIVE_EVERY_MILLIS);
        topic.publish(new byte[sizeBytes]);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void expect(String wanted, String got) {
    if (!wanted.equals(got)) {
      throw new IllegalStateException("expected \"" + wanted + "\", not \"" + got + "\"");
    }
  }

  private static Process child(Path dir, Node bootstrap, int until) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Subscriber.class.getName(),
            dir.toString(),
            bootstrap.address().toString(),
            String.valueOf(until)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The process that is killed and comes back. */
  static final class Subscriber {
    private static final OperatingSystemMXBean PROCESS =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private Subscriber() {}

    /**
     * @param args data directory, bootstrap address, the sequence after which to report
     */
    public static void main(String[] args) throws Exception {
      long until = Long.parseLong(args[2]);
      try (Node node =
              Node.builder()
                  .dataDir(Path.of(args[0]))
                  .network("away")
                  .listen("127.0.0.1:0")
                  .bootstrap(args[1])
                  .start();
          Subscription news = node.topic("news").subscribe(From.latest(), History.disk())) {
        node.awaitJoined(Duration.ofSeconds(30));
        System.out.println("ready");
        read(news, until);
      }
    }

    private static void read(Subscription news, long until) {
      long last = 0;
      long begunNanos = 0;
      long cpuNanos = 0;
      for (Message message : news) {
        if (begunNanos == 0 && message.sequence() > BEFORE) {
          begunNanos = System.nanoTime();
          cpuNanos = PROCESS.getProcessCpuTime();
        }
        if (last > 0 && message.sequence() != last + 1) {
          System.out.println("number " + message.sequence() + " after " + last);
        }
        last = message.sequence();
        if (last == until && until == BEFORE) {
          System.out.println("has " + BEFORE);
        } else if (last == until) {
          long micros = (System.nanoTime() - begunNanos) / 1000;
          long cpuMicros = (PROCESS.getProcessCpuTime() - cpuNanos) / 1000;
          System.out.println("caught " + micros + " " + cpuMicros);
        }
      }
    }
  }
}
