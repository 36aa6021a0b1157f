package org.xorcast.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.From;
import org.xorcast.core.engine.HistoryQuery;
import org.xorcast.core.engine.HistoryTerms;
import org.xorcast.core.engine.Judgement;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.rights.Statement;

/** All nodes, all links, and what happens next. Single-threaded and deterministic. */
public final class World {
  /** The wall clock of every node when virtual time starts: 2026-01-01. */
  public static final long EPOCH_MILLIS = 1_767_225_600_000L;

  /** Sees what the nodes hand to their applications and operators. */
  public interface Observer {
    void delivered(SimNode node, Delivery delivery, long nowNanos);

    /** A message has got its name and sequence at its publisher. */
    default void published(SimNode node, long ticket, MessageId id, long sequence, long nowNanos) {}

    /** A publisher was told that it is too fast. */
    default void refused(SimNode node, long ticket, Refusal reason, long nowNanos) {}

    /** A publisher knows more about who has its message. */
    default void reached(SimNode node, MessageId id, Reach reach, long nowNanos) {}

    /** A node that judges is asked; see {@link World#judged}. */
    default void validate(SimNode node, long ticket, Delivery delivery, long nowNanos) {}

    default void noted(SimNode node, Note note, long nowNanos) {}
  }

  /** What will happen: a node wakes up, something happens to it, or the world acts. */
  sealed interface Happening permits SimNode, Arrival, Act {}

  /**
   * An event at a node.
   *
   * @param bodyBytes the payload in it
   */
  private record Arrival(SimNode node, Event event, int bodyBytes) implements Happening {}

  private record Act(Runnable what) implements Happening {}

  private static final Event WAKE = new Event.Wake();

  private final long seed;
  private final NodeFactory factory;
  private final Observer observer;
  private final Rng chances;
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<Endpoint, SimNode> placed = new LinkedHashMap<>();
  private final SimLinks links = new SimLinks(this);
  private final EventQueue<Happening> queue = new EventQueue<>();
  private final TraceHash trace = new TraceHash();
  private final Barriers barriers = new Barriers();

  private Carrier carrier = links;
  private LinkModel model;
  private long nowNanos;
  private long events;

  public World(long seed, NodeFactory factory, LinkModel model, Observer observer) {
    this.seed = seed;
    this.factory = factory;
    this.model = model;
    this.observer = observer;
    this.chances = new Rng(seed);
  }

  /** A world of engines. */
  public World(long seed, EngineConfig config, LinkModel model, Observer observer) {
    this(seed, NodeFactory.engine(config), model, observer);
  }

  /** Changes what links do from now on; latencies of open links stay. */
  public void setLinks(LinkModel newModel) {
    model = newModel;
  }

  public long nowNanos() {
    return nowNanos;
  }

  public List<SimNode> nodes() {
    return nodes;
  }

  /** How many events nodes have handled. */
  public long events() {
    return events;
  }

  public String traceHash() {
    return trace.toString();
  }

  Observer observer() {
    return observer;
  }

  public Barriers barriers() {
    return barriers;
  }

  /** Adds a node of network {@code network}; it does nothing before {@link #start}. */
  public SimNode addNode(String network) {
    int index = nodes.size();
    return addNode(network, index, SimNode.endpoint(index));
  }

  /** Adds a node with the key of one that is gone, at another address. */
  public SimNode addNextLife(SimNode gone, String network) {
    return addNode(network, gone.index(), SimNode.endpoint(nodes.size()));
  }

  /**
   * Adds a node that has chosen its place.
   *
   * @param key which of the world's keys is the node's; see {@link #findKey}
   * @param endpoint an address of its own
   */
  public SimNode addNode(String network, int key, Endpoint endpoint) {
    int index = nodes.size();
    Identity identity = SimKeys.identity(seed, key);
    long nodeSeed = new Rng(seed ^ (index + 1) * 0x9e3779b97f4a7c15L).nextLong();
    NodeFactory.Seat seat =
        new NodeFactory.Seat(index, identity, SimKeys.verifier(), network, EPOCH_MILLIS, nodeSeed);
    SimNode node = new SimNode(index, identity, endpoint, factory.create(seat));
    nodes.add(node);
    if (!endpoint.equals(SimNode.endpoint(index))) {
      placed.put(endpoint, node);
    }
    return node;
  }

  /**
   * Grinds keys, as an adversary can, until one has a wanted id.
   *
   * @param from the first key to try; nodes that do not choose have the keys 0, 1, 2 ..
   */
  public int findKey(int from, Predicate<NodeId> wanted) {
    int key = from;
    while (!wanted.test(SimKeys.identity(seed, key).peerId().nodeId())) {
      key++;
    }
    return key;
  }

  /** Starts a node at the present time. */
  public void start(SimNode node, List<SimNode> bootstrap, List<PeerRecord> cached) {
    List<Endpoint> endpoints = bootstrap.stream().map(SimNode::endpoint).toList();
    raise(nowNanos, node, new Event.Start(List.of(node.endpoint()), endpoints, cached));
  }

  // ---- histories --------------------------------------------------------------------------------

  /** From now on the node keeps what is delivered to it, and catches up; a group without topic. */
  public void remember(SimNode node, From from, SimHistory history) {
    node.setHistory(history);
    long sinceMillis = EPOCH_MILLIS + nowNanos / 1_000_000;
    HistoryTerms terms = new HistoryTerms(true, from, sinceMillis, history.spans());
    raise(nowNanos, node, new Event.Remember(null, terms));
  }

  void readHistory(SimNode node, HistoryQuery query) {
    raise(nowNanos, node, node.history().answer(query));
  }

  // ---- what happens to nodes --------------------------------------------------------------------

  public void publish(SimNode node, byte[] payload) {
    publish(node, 0, payload);
  }

  /** Publishes at once; the observer is told what became of {@code ticket}. */
  public void publish(SimNode node, long ticket, byte[] payload) {
    publish(node, ticket, payload, null);
  }

  /** The same, and asks for receipts; the observer is told how far the message has come. */
  public void publish(SimNode node, long ticket, byte[] payload, @Nullable ReceiptRequest receipt) {
    raise(nowNanos, node, new Event.Publish(ticket, null, null, Bytes.wrap(payload), receipt));
  }

  /** The node's application says what the owner of a group has signed. */
  public void issue(SimNode node, Statement statement) {
    raise(nowNanos, node, new Event.Issue(statement.signed()));
  }

  /** Publishes in a topic at once. */
  public void publish(SimNode node, TopicId topic, long ticket, byte[] payload) {
    publish(node, topic, ticket, payload, null);
  }

  /** The same, and asks for receipts. */
  public void publish(
      SimNode node, TopicId topic, long ticket, byte[] payload, @Nullable ReceiptRequest receipt) {
    raise(nowNanos, node, new Event.Publish(ticket, topic, null, Bytes.wrap(payload), receipt));
  }

  /**
   * Publishes the newest value of a key at once.
   *
   * @param topic where, null for the whole network
   */
  public void publishValue(
      SimNode node, @Nullable TopicId topic, long ticket, String key, byte[] value) {
    Bytes payload = Bytes.wrap(value);
    raise(nowNanos, node, new Event.Publish(ticket, topic, null, key, payload, null));
  }

  public void subscribe(SimNode node, TopicId topic) {
    raise(nowNanos, node, new Event.Subscribe(topic));
  }

  public void unsubscribe(SimNode node, TopicId topic) {
    raise(nowNanos, node, new Event.Unsubscribe(topic));
  }

  /**
   * The node's application judges messages from now on, and says what it thinks by {@link #judged}.
   */
  public void judge(SimNode node, long limitNanos) {
    raise(nowNanos, node, new Event.Judge(null, limitNanos));
  }

  /** The answer to {@link Observer#validate}, after a while. */
  public void judged(SimNode node, long ticket, Judgement judgement, long afterNanos) {
    raise(nowNanos + afterNanos, node, new Event.Judged(null, ticket, judgement));
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

  /** Does something at a time; it must draw on chance only by the seed. */
  public void at(long atNanos, Runnable act) {
    queue.add(Math.max(nowNanos, atNanos), new Act(act));
  }

  /** Runs until {@code untilNanos} of virtual time. */
  public void runUntil(long untilNanos) {
    for (long next = queue.nextTime(); next <= untilNanos; next = queue.nextTime()) {
      nowNanos = next;
      switch (queue.take()) {
        case SimNode node -> wake(node);
        case Arrival arrival -> arrive(arrival);
        case Act act -> act.what.run();
      }
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }

  private void wake(SimNode node) {
    if (!node.isAlive() || node.wakeNanos != nowNanos) {
      return;
    }
    if (postponed(node, node)) {
      node.wakeNanos = barriers.pausedUntil(node);
      return;
    }
    node.wakeNanos = Deadlines.NEVER;
    if (node.core().nextDeadlineNanos() <= nowNanos) {
      handle(node, WAKE);
    } else {
      // What it was to wake up for has been settled meanwhile.
      wakeInTime(node);
    }
  }

  private void arrive(Arrival arrival) {
    SimNode node = arrival.node;
    if (node.isAlive() && !postponed(node, arrival)) {
      node.traffic().received(arrival.bodyBytes);
      handle(node, arrival.event);
    }
  }

  /** Whether the node stands still; what happens to it then waits until it goes on. */
  private boolean postponed(SimNode node, Happening happening) {
    long until = barriers.pausedUntil(node);
    if (until <= nowNanos) {
      return false;
    }
    queue.add(until, happening);
    return true;
  }

  void handle(SimNode node, Event event) {
    events++;
    node.core().handle(event, nowNanos, new SimEffects(this, node));
    wakeInTime(node);
  }

  private void wakeInTime(SimNode node) {
    long deadline = node.core().nextDeadlineNanos();
    if (deadline < node.wakeNanos) {
      node.wakeNanos = Math.max(deadline, nowNanos);
      queue.add(node.wakeNanos, node);
    }
  }

  /** Something happens to a node at a time. */
  public void raise(long atNanos, SimNode node, Event event) {
    queue.add(atNanos, new Arrival(node, event, 0));
  }

  // ---- for whoever carries frames ---------------------------------------------------------------

  /** Has the nodes' frames carried by another one from now on; nobody may have a link yet. */
  public void carryBy(Carrier other) {
    carrier = other;
  }

  Carrier carrier() {
    return carrier;
  }

  /** The links of a network in which everybody reaches everybody. */
  SimLinks links() {
    return links;
  }

  /** Breaks a random link; false if it found none. */
  public boolean resetLink(Rng rng) {
    return carrier.reset(rng);
  }

  /** The node at the other end of a link, null if the link is gone. */
  public @Nullable SimNode peerOf(SimNode node, long link) {
    return carrier.peerOf(node, link);
  }

  /** A frame reaches a node at a time, unless the node stands still or is gone. */
  public void arrives(long atNanos, SimNode node, long link, byte[] frame, int bodyBytes) {
    Event event = new Event.Received(link, Bytes.wrap(frame));
    queue.add(barriers.heldUpUntil(node, atNanos), new Arrival(node, event, bodyBytes));
  }

  /**
   * A node hands a frame over.
   *
   * @return when its last bit has left
   */
  public long leaves(SimNode node, SimNode to, byte[] head, Bytes body, boolean bulk) {
    trace.frame(nowNanos, node.index(), to.index(), head, body);
    node.traffic().sent(head, body.length());
    int size = head.length + body.length();
    return node.uplink.leaves(nowNanos, size, bulk, model.uplinkBitsPerSecond());
  }

  /** Whether what leaves one node now gets to the other at all. */
  public boolean passes(SimNode from, SimNode to) {
    return to.isAlive()
        && barriers.lets(from, to)
        && !(model.loss() > 0 && chances.chance(model.loss()));
  }

  /** Whether what leaves now is overtaken by what leaves later. */
  boolean isOvertaken() {
    return model.reorder() > 0 && chances.chance(model.reorder());
  }

  /** The same for all links between two nodes, in both directions. */
  public long latencyNanos(SimNode a, SimNode b) {
    int low = Math.min(a.index(), b.index());
    int high = Math.max(a.index(), b.index());
    Rng pair = new Rng(seed ^ ((long) low << 32 | high) * 0x9e3779b97f4a7c15L);
    return model.latency().oneWayNanos(low, high, pair);
  }

  /** The node with this address, null if there is none. */
  public @Nullable SimNode nodeAt(Endpoint endpoint) {
    SimNode node = placed.get(endpoint);
    int index = SimNode.indexOf(endpoint);
    if (node == null && index < nodes.size()) {
      node = nodes.get(index);
    }
    return node != null && node.endpoint().equals(endpoint) ? node : null;
  }

  boolean isListening(SimNode node) {
    return node.isAlive() && barriers.pausedUntil(node) <= nowNanos;
  }
}
