package org.xorcast.bench.dht;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.dht.Dht;

/**
 * One run: {@code ServedQueries SECONDS LAB OURS...}: {@code LAB} is the folder of the foreign
 * nodes, {@code OURS} the command that starts our bare node on the address that follows.
 */
public final class ServedQueries {
  private static final int SOCKETS = 16;
  private static final int WINDOW = 32;
  private static final int NEIGHBOURS = 24;
  private static final int PORT = 6881;
  private static final long WARM_UP_NANOS = Duration.ofSeconds(5).toNanos();

  /** A question without answer for so long is lost; another one goes out. */
  private static final long LOST_NANOS = Duration.ofMillis(200).toNanos();

  private static final int SOCKET_BUFFER_BYTES = 4 << 20;

  private final Random random = new Random(1);

  private ServedQueries() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    long seconds = Long.parseLong(args[0]);
    Path lab = Path.of(args[1]);
    List<String> ours = List.of(args).subList(2, args.length);
    System.out.printf("loadavg %s", Files.readString(Path.of("/proc/loadavg")));
    double best = 0;
    double own = 0;
    for (int round = 0; round < 3; round++) {
      own = run("xorcast", start(lab, ours, "127.0.201.1:" + PORT), "127.0.201.1", seconds);
      List<String> python = List.of("/usr/bin/python3", "libtorrent_peer.py", "--unlimited");
      double libtorrent =
          run("libtorrent", start(lab, python, "127.0.202.1:" + PORT), "127.0.202.1", seconds);
      List<String> node = List.of("node", "bittorrent_dht_peer.mjs");
      double javaScript =
          run("bittorrent-dht", start(lab, node, "127.0.203.1:" + PORT), "127.0.203.1", seconds);
      best = Math.max(libtorrent, javaScript);
      System.out.printf("ours is %.1f times the better of them%n", own / best);
    }
  }

  private static Process start(Path lab, List<String> command, String address)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("taskset", "-c", "0"));
    words.addAll(command);
    words.add(address);
    Process process =
        new ProcessBuilder(words)
            .directory(lab.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.inputReader().readLine(); // It is ready.
    return process;
  }

  private static double run(String name, Process server, String host, long seconds)
      throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), PORT);
    List<Dht> neighbours = new ArrayList<>();
    try {
      for (int i = 0; i < NEIGHBOURS; i++) {
        neighbours.add(
            Dht.builder()
                .listen("127.0." + (211 + i) + ".1:" + PORT)
                .mode(DhtConfig.Mode.SERVER)
                .bootstrap(host + ":" + PORT)
                .start());
      }
      Thread.sleep(5000);
      return new ServedQueries().measure(name, server, address, seconds);
    } finally {
      neighbours.forEach(Dht::close);
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** A socket with some questions out, and when the oldest of them left. */
  private static final class Asker {
    final DatagramChannel channel;
    int out;
    long sinceNanos;

    Asker(DatagramChannel channel) {
      this.channel = channel;
    }
  }

  /** Answers in a second of the server's processor time: the generator may be slower than it. */
  private double measure(String name, Process process, InetSocketAddress server, long seconds)
      throws IOException {
    List<Asker> askers = new ArrayList<>();
    try {
      for (int i = 0; i < SOCKETS; i++) {
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.bind(new InetSocketAddress(InetAddress.getByName("127.1." + i + ".1"), 0));
        channel.connect(server);
        channel.configureBlocking(false);
        askers.add(new Asker(channel));
      }
      long[] counts = new long[2];
      ask(askers, WARM_UP_NANOS, n -> {}, n -> {});
      long start = System.nanoTime();
      double busyBefore = busySeconds(process);
      ask(
          askers,
          Duration.ofSeconds(seconds).toNanos(),
          answered -> counts[0] += answered,
          lost -> counts[1] += lost);
      double taken = (System.nanoTime() - start) / 1e9;
      double busy = busySeconds(process) - busyBefore;
      System.out.printf(
          "%-15s %,9.0f answers a second, %,d lost; %3.0f %% of a core: %,9.0f a second of it%n",
          name, counts[0] / taken, counts[1], 100 * busy / taken, counts[0] / busy);
      return counts[0] / busy;
    } finally {
      for (Asker asker : askers) {
        asker.channel.close();
      }
    }
  }

  private static double busySeconds(Process process) {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private void ask(List<Asker> askers, long nanos, LongConsumer answered, LongConsumer lost)
      throws IOException {
    ByteBuffer reply = ByteBuffer.allocateDirect(2048);
    ByteBuffer query = ByteBuffer.allocateDirect(256);
    long end = System.nanoTime() + nanos;
    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
      for (Asker asker : askers) {
        while (asker.channel.read(reply.clear()) > 0) {
          asker.out = Math.max(0, asker.out - 1);
          asker.sinceNanos = now;
          answered.accept(1);
        }
        if (asker.out > 0 && now - asker.sinceNanos > LOST_NANOS) {
          lost.accept(asker.out);
          asker.out = 0;
        }
        for (; asker.out < WINDOW; asker.out++) {
          write(query.clear());
          if (asker.channel.write(query.flip()) == 0) {
            break;
          }
          asker.sinceNanos = now;
        }
      }
    }
  }

  private void write(ByteBuffer query) {
    boolean get = random.nextBoolean();
    query.put("d1:ad2:id20:".getBytes(StandardCharsets.US_ASCII)).put(id());
    query.put("6:target20:".getBytes(StandardCharsets.US_ASCII)).put(id());
    String method = get ? "e1:q3:get" : "e1:q9:find_node";
    query.put((method + "2:roi1e1:t2:aa1:y1:qe").getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] id() {
    byte[] id = new byte[20];
    random.nextBytes(id);
    return id;
  }
}
