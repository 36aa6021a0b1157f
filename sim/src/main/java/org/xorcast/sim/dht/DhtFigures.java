package org.xorcast.sim.dht;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.dht.SizeEstimate;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.wire.BencodeWriter;
import org.xorcast.sim.Latency;

/**
 * What the DHT is judged by: {@code DhtFigures NODES SEED}. Every node joins through another one,
 * and all that follows is what it would be on sockets, with latencies between 19 cities.
 */
public final class DhtFigures {
  private static final int LOOKUPS = 500;
  static final int ITEMS = 300;
  private static final int SYBILS = 20;

  private final int nodes;
  private final long seed;

  /**
   * @param nodes how many, 100 or more
   */
  public DhtFigures(int nodes, long seed) {
    this.nodes = nodes;
    this.seed = seed;
  }

  /** Prints all figures. */
  public static void main(String[] args) {
    DhtFigures figures = new DhtFigures(Integer.parseInt(args[0]), Long.parseLong(args[1]));
    figures.printLookups();
    System.out.printf("found after churn: %.4f%n", figures.foundAfterChurn());
    for (int paths : new int[] {1, 4, 8}) {
      double found = figures.foundAmongLiars(0.2, paths);
      System.out.printf("found with a fifth hostile, %d paths: %.4f%n", paths, found);
    }
    double found = figures.foundBesideSybils();
    System.out.printf("found with %d ids beside the key: %.4f%n", SYBILS, found);
  }

  private void printLookups() {
    DhtWorld world = joined();
    print("closest nodes", lookups(world));
    System.out.printf("size estimate of 256 lookups: %.0f of %d%n", estimate(world), nodes);
    putAll(world, 1);
    print("first value", reads(world));
    killHalf(world);
    print("closest nodes, half dead", lookups(world));
    print("first value, half dead", reads(world));
  }

  private static void print(String name, Lookups lookups) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d found, median %.0f ms, p99 %.0f ms, %.1f queries%n",
        name,
        lookups.found,
        lookups.medianMillis,
        lookups.p99Millis,
        lookups.queries);
  }

  /** All nodes joined, one after the other, and some minutes gone by. */
  public DhtWorld joined() {
    DhtWorld world = new DhtWorld(seed, new Latency.Regions(), 0, (key, message, sig) -> true);
    for (int i = 0; i < nodes; i++) {
      join(world, world.add());
      run(world, Duration.ofMillis(60));
    }
    run(world, Duration.ofMinutes(4));
    return world;
  }

  private static void join(DhtWorld world, DhtWorld.Member member) {
    List<DhtWorld.Member> all = world.members();
    if (all.size() == 1) {
      member.start(List.of(), List.of());
      return;
    }
    DhtWorld.Member other = member;
    while (other == member || !other.isAlive()) {
      other = all.get(world.rng().nextInt(all.size()));
    }
    member.start(List.of(other.endpoint()), List.of());
  }

  private static void run(DhtWorld world, Duration duration) {
    world.runUntil(world.nowNanos() + duration.toNanos());
  }

  private static DhtWorld.Member anyone(DhtWorld world) {
    while (true) {
      DhtWorld.Member member = world.members().get(world.rng().nextInt(world.members().size()));
      if (member.isAlive() && !member.isLiar()) {
        return member;
      }
    }
  }

  /** Half of all nodes are gone in the same moment, and nobody knows. */
  public void killHalf(DhtWorld world) {
    for (DhtWorld.Member member : world.members()) {
      if (world.rng().chance(0.5)) {
        member.die();
      }
    }
  }

  // ---- lookups ----------------------------------------------------------------------------------

  /**
   * What lookups of random ids came to.
   *
   * @param found how many succeeded
   * @param queries mean of all
   */
  public record Lookups(int found, double medianMillis, double p99Millis, double queries) {}

  /** Looks up random ids, each from another node. */
  public Lookups lookups(DhtWorld world) {
    List<Long> nanos = new ArrayList<>();
    long queries = 0;
    for (int i = 0; i < LOOKUPS; i++) {
      DhtCommand find = new DhtCommand.FindNode(world.rng().nextNodeId());
      if (anyone(world).run(find, 1) instanceof DhtResult.Nodes found) {
        nanos.add(found.cost().nanos());
        queries += found.cost().queries();
      }
    }
    return summary(nanos, queries);
  }

  private static Lookups summary(List<Long> nanos, long queries) {
    nanos.sort(Long::compare);
    return new Lookups(
        nanos.size(),
        nanos.get(nanos.size() / 2) / 1e6,
        nanos.get(nanos.size() * 99 / 100) / 1e6,
        (double) queries / nanos.size());
  }

  /** Reads items, and takes the time until the first value is there. */
  public Lookups reads(DhtWorld world) {
    List<Long> nanos = new ArrayList<>();
    long queries = 0;
    for (int i = 0; i < ITEMS; i++) {
      DhtCommand get = new DhtCommand.GetImmutable(ImmutableItem.target(value(i)));
      if (anyone(world).run(get, 1) instanceof DhtResult.Immutable(Bytes value, var cost)
          && value != null) {
        nanos.add(cost.nanos());
        queries += cost.queries();
      }
    }
    return summary(nanos, queries);
  }

  /** How many nodes there seem to be, from 256 lookups. */
  public double estimate(DhtWorld world) {
    SizeEstimate estimate = new SizeEstimate();
    for (int i = 0; i < 256; i++) {
      NodeId target = world.rng().nextNodeId();
      if (anyone(world).run(new DhtCommand.FindNode(target), 1) instanceof DhtResult.Nodes found) {
        estimate.add(target, found.closest().stream().map(NodeContact::nodeId).toList());
      }
    }
    return estimate.nodes();
  }

  // ---- items ------------------------------------------------------------------------------------

  private static Bytes value(int number) {
    return Bytes.wrap(new BencodeWriter().string("item " + number).toByteArray());
  }

  static void putAll(DhtWorld world, int paths) {
    for (int i = 0; i < ITEMS; i++) {
      DhtResult _ = anyone(world).run(new DhtCommand.PutImmutable(value(i)), paths);
    }
  }

  private static double found(DhtWorld world, int paths) {
    int found = 0;
    for (int i = 0; i < ITEMS; i++) {
      DhtCommand get = new DhtCommand.GetImmutable(ImmutableItem.target(value(i)));
      found +=
          anyone(world).run(get, paths) instanceof DhtResult.Immutable(Bytes value, var cost)
                  && value != null
              ? 1
              : 0;
    }
    return (double) found / ITEMS;
  }

  /** The share of items that are found when half of all nodes were replaced within an hour. */
  public double foundAfterChurn() {
    DhtWorld world = joined();
    putAll(world, 1);
    List<DhtWorld.Member> victims = world.rng().sample(List.copyOf(world.members()), nodes / 2);
    long pauseNanos = Duration.ofHours(1).toNanos() / victims.size();
    for (DhtWorld.Member victim : victims) {
      victim.die();
      join(world, world.add());
      world.runUntil(world.nowNanos() + pauseNanos);
    }
    return found(world, 1);
  }

  /** The share of items that are found, put and read along so many paths, if a share of all lie. */
  public double foundAmongLiars(double share, int paths) {
    DhtWorld world = joined();
    List<DhtWorld.Member> liars =
        world.rng().sample(List.copyOf(world.members()), (int) (share * nodes));
    Collusion collusion = new Collusion(liars);
    liars.forEach(liar -> liar.lies(collusion));
    putAll(world, paths);
    return found(world, paths);
  }

  /** The share of reads that succeed if 20 nodes took places beside the key before it was put. */
  public double foundBesideSybils() {
    DhtWorld world = joined();
    int reads = 0;
    int found = 0;
    for (int i = 0; i < 10; i++) {
      NodeId key = ImmutableItem.target(value(i));
      List<DhtWorld.Member> sybils = new Sybils(world, key, SYBILS).place();
      Collusion collusion = new Collusion(sybils);
      sybils.forEach(sybil -> sybil.lies(collusion));
      sybils.forEach(sybil -> join(world, sybil));
      run(world, Duration.ofMinutes(5));
      DhtResult _ = anyone(world).run(new DhtCommand.PutImmutable(value(i)), 1);
      for (int read = 0; read < 20; read++) {
        reads++;
        DhtResult result = anyone(world).run(new DhtCommand.GetImmutable(key), 1);
        found +=
            result instanceof DhtResult.Immutable(Bytes value, var cost) && value != null ? 1 : 0;
      }
    }
    return (double) found / reads;
  }
}
