package org.xorcast.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Delivery;
import org.xorcast.sim.LinkModel;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.World;

/** What a broadcast costs in protocol work alone: engines and queue, no sockets, no Ed25519. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineBenchmark {
  private static final long JOIN_NANOS = Duration.ofSeconds(20).toNanos();
  private static final long SPREAD_NANOS = Duration.ofMillis(500).toNanos();

  @Param({"30", "100"})
  public int nodes;

  @Param({"100", "1000"})
  public int payloadBytes;

  private final World world = new World(1, EngineConfig.DEFAULT, LinkModel.DEFAULT, this::count);
  private long delivered;
  private long published;

  private void count(SimNode node, Delivery delivery, long nowNanos) {
    delivered++;
  }

  @Setup
  public void join() {
    for (int i = 0; i < nodes; i++) {
      world.addNode("bench");
    }
    SimNode first = world.nodes().getFirst();
    for (SimNode node : world.nodes()) {
      world.start(node, node == first ? List.of() : List.of(first), List.of());
    }
    world.runUntil(JOIN_NANOS);
  }

  /** One message to all nodes; divide by {@code nodes} for a delivery. */
  @Benchmark
  public long broadcast() {
    SimNode publisher = world.nodes().get((int) (published++ % nodes));
    world.publish(publisher, new byte[payloadBytes]);
    world.runUntil(world.nowNanos() + SPREAD_NANOS);
    return delivered;
  }
}
