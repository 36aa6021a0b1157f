package org.xorcast.app.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xorcast.Node;
import org.xorcast.Published;
import org.xorcast.app.CommandException;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Progress;
import org.xorcast.app.Sizes;

/**
 * The story: all join, short messages go out, then a file.
 *
 * @param nodeCount how many nodes
 * @param messageCount how many short messages
 * @param fileBytes the file's size
 * @param seed decides who sends what
 */
record DemoRun(int nodeCount, int messageCount, int fileBytes, long seed) {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final long QUIET_NANOS = 500_000_000L;
  private static final long POLL_MILLIS = 20;
  private static final long PACE_MILLIS = 75;

  /**
   * Runs it.
   *
   * @throws CommandException if nothing has happened for a minute
   */
  DemoReport run(Progress progress) throws InterruptedException {
    Ledger ledger = new Ledger(nodeCount);
    Random random = new Random(seed);
    try (DemoNetwork network =
        new DemoNetwork(
            "demo-"
                + HexFormat.of().toHexDigits(random.nextLong() ^ ProcessHandle.current().pid()))) {
      double joinMillis = join(network, ledger, progress);

      Totals start = Totals.of(network.nodes());
      for (int i = 1; i <= messageCount; i++) {
        int from = random.nextInt(nodeCount);
        byte[] text =
            "message %d, from node %d".formatted(i, from).getBytes(StandardCharsets.UTF_8);
        publish(network, ledger, from, null, text);
        progress.update("sent message " + i + " of " + messageCount);
        Thread.sleep(PACE_MILLIS);
      }
      awaitDelivery(network, ledger, progress, "messages");
      Totals middle = Totals.of(network.nodes());

      byte[] file = new byte[fileBytes];
      random.nextBytes(file);
      publish(network, ledger, random.nextInt(nodeCount), "demo.bin", file);
      awaitDelivery(network, ledger, progress, "file of " + Sizes.text(fileBytes));
      Totals end = Totals.of(network.nodes());

      return DemoReport.of(this, ledger, middle.minus(start), end.minus(middle), joinMillis);
    }
  }

  private double join(DemoNetwork network, Ledger ledger, Progress progress)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    for (int i = 0; i < nodeCount; i++) {
      network.add(ledger);
      progress.update("started " + (i + 1) + " of " + nodeCount + " nodes");
    }
    await(
        () -> network.notJoined().isEmpty() && network.connected() == nodeCount,
        network::links,
        () ->
            "joined: %d of %d nodes, links: %d"
                .formatted(nodeCount - network.notJoined().size(), nodeCount, network.links() / 2),
        () -> List.of("nodes " + network.notJoined() + " have not joined"),
        progress);
    double millis = (System.nanoTime() - startNanos) / 1e6;
    // A join is done before the last tables are: let those settle that are still growing.
    awaitStill(network::links);
    progress.step(
        String.format(
            Locale.ROOT,
            "%d nodes joined in %.1f s, links: %d",
            nodeCount,
            millis / 1e3,
            network.links() / 2));
    return millis;
  }

  private static void publish(
      DemoNetwork network, Ledger ledger, int from, @Nullable String name, byte[] payload) {
    Node node = network.nodes().get(from);
    Instant at = Instant.now();
    Published published =
        name == null ? node.broadcast().publish(payload) : node.broadcast().publish(name, payload);
    ledger.sent(new Ledger.Sent(published.id(), from, sha256(payload), payload.length, at));
  }

  private void awaitDelivery(DemoNetwork network, Ledger ledger, Progress progress, String what)
      throws InterruptedException {
    Totals before = Totals.of(network.nodes());
    LongSupplier moved = () -> Totals.of(network.nodes()).payloadReceived() + ledger.arrived();
    await(
        ledger::isComplete,
        moved,
        () ->
            "%s: %d deliveries, %s received"
                .formatted(
                    what,
                    ledger.arrived(),
                    Sizes.text(Totals.of(network.nodes()).minus(before).payloadReceived())),
        ledger::whoIsMissingWhat,
        progress);
    awaitStill(moved);
    progress.step(what + ": everybody has everything");
  }

  /** Waits for {@code done} while {@code moved} changes at least once a minute. */
  private static void await(
      BooleanSupplier done,
      LongSupplier moved,
      Supplier<String> text,
      Supplier<List<String>> missing,
      Progress progress)
      throws InterruptedException {
    long last = -1;
    long lastNanos = System.nanoTime();
    while (!done.getAsBoolean()) {
      long now = moved.getAsLong();
      if (now != last) {
        last = now;
        lastNanos = System.nanoTime();
      } else if (System.nanoTime() - lastNanos > PATIENCE_NANOS) {
        throw new CommandException(
            ExitCode.FAILURE, "nothing has moved for 60 s: " + String.join("; ", missing.get()));
      }
      progress.update(text.get());
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Waits until {@code moved} has been the same for a while, so that late costs are counted. */
  private static void awaitStill(LongSupplier moved) throws InterruptedException {
    long last = moved.getAsLong();
    long sinceNanos = System.nanoTime();
    while (System.nanoTime() - sinceNanos < QUIET_NANOS) {
      Thread.sleep(POLL_MILLIS);
      long now = moved.getAsLong();
      if (now != last) {
        last = now;
        sinceNanos = System.nanoTime();
      }
    }
  }

  private static String sha256(byte[] payload) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
