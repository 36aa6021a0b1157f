package org.xorcast.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;

/** All nodes, all links, and what happens next. Single-threaded and deterministic. */
public final class World {
  private static final Bytes NO_BODY = Bytes.wrap(new byte[0]);
  private static final long DIAL_TIMEOUT_NANOS = 3_000_000_000L;

  /** The wall clock of every node when virtual time starts: 2026-01-01. */
  private static final long EPOCH_MILLIS = 1_767_225_600_000L;

  /** Sees what the nodes hand to their applications and operators. */
  public interface Observer {
    void delivered(SimNode node, Delivery delivery, long nowNanos);

    /** A message has got its name at its publisher. */
    default void published(SimNode node, MessageId id, long nowNanos) {}

    default void noted(SimNode node, Note note, long nowNanos) {}
  }

  private record Scheduled(long atNanos, long order, SimNode node, Event event)
      implements Comparable<Scheduled> {
    @Override
    public int compareTo(Scheduled other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final long seed;
  private final EngineConfig config;
  private final Observer observer;
  private final Rng losses;
  private final List<SimNode> nodes = new ArrayList<>();
  private final PriorityQueue<Scheduled> queue = new PriorityQueue<>();
  private final TraceHash trace = new TraceHash();

  private LinkModel links;
  private long nowNanos;
  private long lastOrder;
  private long lastLink;

  public World(long seed, EngineConfig config, LinkModel links, Observer observer) {
    this.seed = seed;
    this.config = config;
    this.links = links;
    this.observer = observer;
    this.losses = new Rng(seed);
  }

  /** Changes what links do from now on; latencies of open links stay. */
  public void setLinks(LinkModel model) {
    links = model;
  }

  public long nowNanos() {
    return nowNanos;
  }

  public List<SimNode> nodes() {
    return nodes;
  }

  public String traceHash() {
    return trace.toString();
  }

  /** Adds a node of network {@code network}; it does nothing before {@link #start}. */
  public SimNode addNode(String network) {
    int index = nodes.size();
    Engine engine =
        new Engine(
            SimKeys.identity(seed, index),
            SimKeys.verifier(),
            network,
            config,
            EPOCH_MILLIS,
            new Rng(seed ^ (index + 1) * 0x9e3779b97f4a7c15L).nextLong());
    SimNode node = new SimNode(index, engine);
    nodes.add(node);
    return node;
  }

  /** Starts a node at the present time. */
  public void start(SimNode node, List<SimNode> bootstrap, List<PeerRecord> cached) {
    List<Endpoint> endpoints = bootstrap.stream().map(SimNode::endpoint).toList();
    schedule(nowNanos, node, new Event.Start(List.of(node.endpoint()), endpoints, cached));
  }

  /** Opens a link at once, as if {@code dialler} had dialled some time ago. */
  public void link(SimNode dialler, SimNode other) {
    SimLink link = new SimLink(++lastLink, dialler, other, latencyNanos(dialler, other));
    dialler.add(link);
    other.add(link);
    schedule(
        nowNanos, dialler, new Event.LinkUp(link.number(), other.peer(), other.endpoint(), true));
    schedule(
        nowNanos,
        other,
        new Event.LinkUp(link.number(), dialler.peer(), dialler.endpoint(), false));
  }

  /** The same for all links between two nodes, in both directions. */
  private long latencyNanos(SimNode a, SimNode b) {
    long pair = (long) Math.min(a.index(), b.index()) << 32 | Math.max(a.index(), b.index());
    return new Rng(seed ^ pair * 0x9e3779b97f4a7c15L)
        .between(links.latencyMinNanos(), links.latencyMaxNanos());
  }

  public void publish(SimNode node, byte[] payload) {
    schedule(nowNanos, node, new Event.Publish(0, null, Bytes.wrap(payload)));
  }

  /** The node says goodbye and is gone. */
  public void leave(SimNode node) {
    handle(node, new Event.Leave());
    node.crash();
  }

  /** The node is gone without a word; nobody is told. */
  public void crash(SimNode node) {
    node.crash();
  }

  /** Runs until {@code untilNanos} of virtual time. */
  public void runUntil(long untilNanos) {
    for (Scheduled head = queue.peek();
        head != null && head.atNanos <= untilNanos;
        head = queue.peek()) {
      queue.remove();
      step(head);
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }

  private void step(Scheduled next) {
    nowNanos = next.atNanos;
    SimNode node = next.node;
    if (!node.isAlive()) {
      return;
    }
    if (next.event instanceof Event.Wake) {
      if (node.wakeNanos != next.atNanos) {
        return;
      }
      node.wakeNanos = Deadlines.NEVER;
    }
    handle(node, next.event);
  }

  private void handle(SimNode node, Event event) {
    node.engine().handle(event, nowNanos, new NodeEffects(node));
    long deadline = node.engine().nextDeadlineNanos();
    if (deadline < node.wakeNanos) {
      node.wakeNanos = Math.max(deadline, nowNanos);
      schedule(node.wakeNanos, node, new Event.Wake());
    }
  }

  private void schedule(long atNanos, SimNode node, Event event) {
    queue.add(new Scheduled(atNanos, ++lastOrder, node, event));
  }

  /** Turns one node's effects into future events of others; nothing re-enters an engine. */
  private final class NodeEffects implements Effects {
    private final SimNode node;

    NodeEffects(SimNode node) {
      this.node = node;
    }

    @Override
    public void send(long number, byte[] frame) {
      send(number, Channel.CONTROL, frame, NO_BODY);
    }

    @Override
    public void send(long number, Channel channel, byte[] head, Bytes body) {
      SimLink link = node.link(number);
      if (link == null) {
        return;
      }
      SimNode to = link.peerOf(node);
      trace.frame(nowNanos, node.index(), to.index(), head, body);
      if (!to.isAlive() || (links.loss() > 0 && losses.chance(links.loss()))) {
        return;
      }
      byte[] frame = head;
      if (body.length() > 0) {
        frame = new byte[head.length + body.length()];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(body.unwrap(), 0, frame, head.length, body.length());
      }
      schedule(
          link.arrivalNanos(node, nowNanos), to, new Event.Received(number, Bytes.wrap(frame)));
    }

    @Override
    public void dial(Endpoint to, @Nullable PeerId expected) {
      int index = SimNode.indexOf(to);
      SimNode other = index < nodes.size() ? nodes.get(index) : null;
      if (other == null || !other.isAlive()) {
        schedule(
            nowNanos + DIAL_TIMEOUT_NANOS,
            node,
            new Event.DialFailed(to, expected, CloseReason.UNREACHABLE));
        return;
      }
      long latency = latencyNanos(node, other);
      if (expected != null && !other.peer().equals(expected)) {
        schedule(
            nowNanos + 2 * latency,
            node,
            new Event.DialFailed(to, expected, CloseReason.WRONG_IDENTITY));
        return;
      }
      SimLink link = new SimLink(++lastLink, node, other, latency);
      node.add(link);
      other.add(link);
      schedule(
          nowNanos + 2 * latency, node, new Event.LinkUp(link.number(), other.peer(), to, true));
      schedule(
          nowNanos + 3 * latency,
          other,
          new Event.LinkUp(link.number(), node.peer(), node.endpoint(), false));
    }

    @Override
    public void close(long number, CloseReason reason) {
      SimLink link = node.link(number);
      if (link != null) {
        SimNode other = link.peerOf(node);
        node.remove(link);
        other.remove(link);
        schedule(link.arrivalNanos(node, nowNanos), other, new Event.LinkDown(number, reason));
      }
    }

    @Override
    public void deliver(Delivery delivery) {
      observer.delivered(node, delivery, nowNanos);
    }

    @Override
    public void published(long ticket, MessageId id, long sequence) {
      observer.published(node, id, nowNanos);
    }

    @Override
    public void log(Note note) {
      observer.noted(node, note, nowNanos);
    }
  }
}
