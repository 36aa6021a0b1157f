package org.xorcast.sim.dht;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.core.dht.DhtCore;
import org.xorcast.core.dht.DhtEffects;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.dht.ServerLimits;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.krpc.AddressPolicy;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.SecureNodeId;
import org.xorcast.sim.Latency;

/** The nodes of a simulated DHT, the time, and the datagrams under way. */
public final class DhtWorld {
  /** A node: its core lives unless it is dead; a liar answers in its place. */
  public final class Member {
    private final int index;
    private final Endpoint endpoint;
    private final DhtCore core;
    private final Rng rng;
    private @Nullable Liar liar;
    private boolean alive = true;
    private long wakeNanos = Deadlines.NEVER;
    private long lastTicket;
    private final Map<Long, DhtResult> results = new HashMap<>();

    private Member(int index, Endpoint endpoint, DhtCore core, Rng rng) {
      this.index = index;
      this.endpoint = endpoint;
      this.core = core;
      this.rng = rng;
    }

    public Endpoint endpoint() {
      return endpoint;
    }

    public NodeContact contact() {
      return new NodeContact(core.self(), endpoint);
    }

    public DhtCore core() {
      return core;
    }

    public boolean isAlive() {
      return alive;
    }

    /** Gone without a word. */
    public void die() {
      alive = false;
    }

    /** From now on it says what {@code liar} says. */
    public void lies(Liar how) {
      liar = how;
    }

    public boolean isLiar() {
      return liar != null;
    }

    /** Joins through others. */
    public void start(List<Endpoint> bootstrap, List<NodeContact> known) {
      core.start(bootstrap, known, nowNanos, effects(this));
      apply(this);
    }

    /** Begins a command; {@link #result} has what came of it later. */
    public long begin(DhtCommand command, int paths) {
      long ticket = ++lastTicket;
      core.handle(ticket, command, paths, nowNanos, effects(this));
      apply(this);
      return ticket;
    }

    public @Nullable DhtResult result(long ticket) {
      return results.get(ticket);
    }

    /** Does something and runs the world until it is done. */
    public DhtResult run(DhtCommand command, int paths) {
      long ticket = begin(command, paths);
      while (results.get(ticket) == null) {
        step();
      }
      return results.remove(ticket);
    }
  }

  /** What a lying node does with a datagram. */
  @FunctionalInterface
  public interface Liar {
    /** The datagram to send back, null for none. */
    byte @Nullable [] reply(Member self, Endpoint from, byte[] datagram);
  }

  private record Happening(
      long atNanos, long order, Member to, @Nullable Endpoint from, Bytes datagram) {}

  private static final Bytes WAKE = Bytes.wrap(new byte[0]);

  private final Latency latency;
  private final double loss;
  private final Verifier verifier;
  private final Rng rng;
  private final long pairSeed;
  private final List<Member> members = new ArrayList<>();
  private final Map<Endpoint, Member> byEndpoint = new HashMap<>();
  private final PriorityQueue<Happening> queue =
      new PriorityQueue<>((a, b) ->
          a.atNanos != b.atNanos
              ? Long.compare(a.atNanos, b.atNanos)
              : Long.compare(a.order, b.order));
  private final ArrayDeque<Runnable> effects = new ArrayDeque<>();
  private long order;
  private long nowNanos;

  /**
   * @param loss the share of datagrams that vanish
   */
  public DhtWorld(long seed, Latency latency, double loss, Verifier verifier) {
    this.rng = new Rng(seed);
    this.pairSeed = rng.nextLong();
    this.latency = latency;
    this.loss = loss;
    this.verifier = verifier;
  }

  public long nowNanos() {
    return nowNanos;
  }

  public Rng rng() {
    return rng;
  }

  public List<Member> members() {
    return members;
  }

  /** A node at an address of its own, in a network of its own. */
  public Member add() {
    int index = members.size();
    return add(Endpoint.ofIpv4(0x0b000001 + (index << 8), 6881), null);
  }

  /**
   * A node at a chosen address.
   *
   * @param id null for one that suits the address
   */
  public Member add(Endpoint endpoint, @Nullable NodeId id) {
    Rng its = rng.fork();
    NodeId self = id == null ? SecureNodeId.generate(endpoint.ip(), its) : id;
    DhtConfig config =
        new DhtConfig(
            List.of(endpoint),
            true,
            false,
            new AddressPolicy(false, false),
            DhtConfig.Mode.SERVER,
            ServerLimits.local());
    byte[] key = self.toByteArray();
    DhtCore core = new DhtCore(self, config, key, verifier, 1_800_000_000_000L, its.fork());
    Member member = new Member(members.size(), endpoint, core, its);
    if (byEndpoint.put(endpoint, member) != null) {
      throw new IllegalStateException(endpoint + " is taken");
    }
    members.add(member);
    return member;
  }

  boolean isTaken(Endpoint endpoint) {
    return byEndpoint.containsKey(endpoint);
  }

  private DhtEffects effects(Member member) {
    return new DhtEffects() {
      @Override
      public void send(Endpoint to, byte[] datagram) {
        effects.add(() -> carry(member, to, datagram));
      }

      @Override
      public void found(long ticket, DhtResult part) {}

      @Override
      public void done(long ticket, DhtResult result) {
        member.results.put(ticket, result);
      }

      @Override
      public void newest(NodeId topic, MutableItem item) {}

      @Override
      public void renamed(NodeId id) {}
    };
  }

  private void apply(Member member) {
    for (Runnable effect = effects.poll(); effect != null; effect = effects.poll()) {
      effect.run();
    }
    long next = member.alive ? member.core.nextDeadlineNanos() : Deadlines.NEVER;
    if (next < member.wakeNanos) {
      member.wakeNanos = next;
      queue.add(new Happening(Math.max(nowNanos, next), order++, member, null, WAKE));
    }
  }

  private void carry(Member from, Endpoint to, byte[] datagram) {
    Member receiver = byEndpoint.get(to);
    if (receiver == null || (loss > 0 && from.rng.chance(loss))) {
      return;
    }
    long low = Math.min(from.index, receiver.index);
    long high = Math.max(from.index, receiver.index);
    Rng pair = new Rng(pairSeed ^ (low << 32 | high));
    long arrives = nowNanos + latency.oneWayNanos(from.index, receiver.index, pair);
    queue.add(new Happening(arrives, order++, receiver, from.endpoint, Bytes.wrap(datagram)));
  }

  /** Lets the next thing happen. */
  public void step() {
    Happening next = queue.remove();
    nowNanos = Math.max(nowNanos, next.atNanos);
    Member member = next.to;
    if (!member.alive) {
      return;
    }
    if (next.from == null) {
      if (next.atNanos >= member.wakeNanos) {
        member.wakeNanos = Deadlines.NEVER;
      }
      member.core.wake(nowNanos, effects(member));
    } else if (member.liar != null) {
      byte[] reply = member.liar.reply(member, next.from, next.datagram.unwrap());
      if (reply != null) {
        Endpoint back = next.from;
        effects.add(() -> carry(member, back, reply));
      } else {
        member.core.received(next.from, next.datagram.unwrap(), nowNanos, effects(member));
      }
    } else {
      member.core.received(next.from, next.datagram.unwrap(), nowNanos, effects(member));
    }
    apply(member);
  }

  /** Runs until a time. */
  public void runUntil(long untilNanos) {
    while (!queue.isEmpty() && queue.peek().atNanos <= untilNanos) {
      step();
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }
}
