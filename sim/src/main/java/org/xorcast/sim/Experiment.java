package org.xorcast.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.overlay.OverlayConfig;

/**
 * One run: build a network, break it, broadcast, and measure what arrives.
 *
 * @param nodes how many, at least 2
 * @param seed decides everything that is left to chance
 * @param crash share of nodes that crash, unknown to everybody, right before the first message
 * @param loss share of frames that vanish from then on
 * @param messages how many are published, each by a random live node
 * @param payloadBytes of each message
 * @param intervalNanos between two messages
 * @param links latency of links; its loss is replaced by {@code loss}
 * @param joins true: all nodes join through node 0; false: tables have converged already
 */
public record Experiment(
    int nodes,
    long seed,
    double crash,
    double loss,
    int messages,
    int payloadBytes,
    long intervalNanos,
    LinkModel links,
    boolean joins) {

  private static final long SETTLE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long JOIN_NANOS = Duration.ofSeconds(20).toNanos();
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();
  private static final int LINKS_PER_BUCKET = 20;
  private static final String NETWORK = "sim";

  public Experiment {
    if (nodes < 2 || nodes > 1 << 20) {
      throw new IllegalArgumentException("nodes must be 2 to 1048576, not " + nodes);
    }
    if (crash < 0 || crash >= 1) {
      throw new IllegalArgumentException("crash must be 0 or more and below 1, not " + crash);
    }
    if (messages < 1) {
      throw new IllegalArgumentException("messages must be 1 or more, not " + messages);
    }
    if (payloadBytes < 1 || payloadBytes > 16 << 20) {
      throw new IllegalArgumentException("payload must be 1 byte to 16 MiB, not " + payloadBytes);
    }
  }

  /** 1 kB messages, 100 ms apart, over links of 10 to 50 ms between nodes with converged tables. */
  public static Experiment of(int nodes, long seed) {
    return new Experiment(
        nodes, seed, 0, 0, 1, 1000, Duration.ofMillis(100).toNanos(), LinkModel.DEFAULT, false);
  }

  public Experiment withFaults(double newCrash, double newLoss) {
    return new Experiment(
        nodes, seed, newCrash, newLoss, messages, payloadBytes, intervalNanos, links, joins);
  }

  public Experiment withMessages(int newMessages, int newPayloadBytes) {
    return new Experiment(
        nodes, seed, crash, loss, newMessages, newPayloadBytes, intervalNanos, links, joins);
  }

  public Experiment withJoins(boolean newJoins) {
    return new Experiment(
        nodes, seed, crash, loss, messages, payloadBytes, intervalNanos, links, newJoins);
  }

  /**
   * Runs it in this thread.
   *
   * @param progress is told in a few words what is going on
   */
  public Report run(Consumer<String> progress) {
    Rng rng = new Rng(seed ^ 0x5851f42d4c957f2dL);
    DeliveryLog log = new DeliveryLog(nodes, messages);
    World world = new World(seed, engineConfig(), links.withLoss(0), log);
    progress.accept("building " + nodes + " nodes");
    build(world, rng.fork());
    progress.accept("settling");
    world.runUntil(joins ? JOIN_NANOS : SETTLE_NANOS);

    List<SimNode> live = crashSome(world, rng.fork());
    world.setLinks(links.withLoss(loss));
    Traffic before = Traffic.sum(live, null);
    Rng publishers = rng.fork();
    for (int message = 0; message < messages; message++) {
      world.publish(live.get(publishers.nextInt(live.size())), payload(publishers));
      world.runUntil(world.nowNanos() + intervalNanos);
      progress.accept("message " + (message + 1) + " of " + messages);
    }
    long deadline = world.nowNanos() + PATIENCE_NANOS;
    while (world.nowNanos() < deadline && !log.isComplete(live.size())) {
      world.runUntil(world.nowNanos() + STEP_NANOS);
    }
    return Report.of(this, log, live.size(), Traffic.sum(live, before), world.traceHash());
  }

  private EngineConfig engineConfig() {
    if (joins) {
      return EngineConfig.DEFAULT;
    }
    OverlayConfig overlay = OverlayConfig.DEFAULT;
    OverlayConfig converged =
        new OverlayConfig(
            LINKS_PER_BUCKET,
            overlay.bucketTarget(),
            overlay.linksMax(),
            overlay.dialsMax(),
            overlay.lookupParallel(),
            overlay.helloNanos(),
            overlay.queryNanos(),
            overlay.pingIdleNanos(),
            overlay.pingRetryNanos(),
            overlay.deadNanos(),
            Duration.ofHours(1).toNanos());
    return new EngineConfig(converged, EngineConfig.DEFAULT.cast());
  }

  private void build(World world, Rng rng) {
    for (int i = 0; i < nodes; i++) {
      world.addNode(NETWORK);
    }
    SimNode first = world.nodes().getFirst();
    for (SimNode node : world.nodes()) {
      world.start(node, joins && node != first ? List.of(first) : List.of(), List.of());
    }
    if (!joins) {
      world.runUntil(0);
      Topology.converge(world, LINKS_PER_BUCKET, rng);
    }
  }

  private List<SimNode> crashSome(World world, Rng rng) {
    List<SimNode> live = new ArrayList<>(world.nodes());
    int crashes = (int) Math.round(nodes * crash);
    for (int i = 0; i < crashes && live.size() > 1; i++) {
      world.crash(live.remove(rng.nextInt(live.size())));
    }
    return live;
  }

  private byte[] payload(Rng rng) {
    byte[] payload = new byte[payloadBytes];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) rng.nextLong();
    }
    return payload;
  }
}
