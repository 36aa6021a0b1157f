package org.xorcast.core.dht;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.krpc.AddressPolicy;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.KrpcErrorCode;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.Query;

/**
 * The topics of BEP 50 that this node subscribes to, each a DHT of its own under its tag: see
 * docs/protocol/bep50.md. Queries come in through {@link Server}, which has the limits.
 */
public final class Topics {
  /** Most topics of one node. */
  public static final int TOPICS_MAX = 100;

  /** Peers that are asked at once: the others are found through them. */
  private static final int STRANGERS_MAX = 20;

  private static final int NODES_MAX = 8;

  private final Map<NodeId, Topic> topics = new LinkedHashMap<>();
  private final TokenKeeper tokens;
  private final Puts puts;
  private final Verifier verifier;
  private final DhtCounters counters;
  private final Rng rng;
  private NodeId self;
  private boolean readOnly;

  Topics(
      NodeId self,
      TokenKeeper tokens,
      Puts puts,
      Verifier verifier,
      DhtCounters counters,
      Rng rng) {
    this.self = self;
    this.tokens = tokens;
    this.puts = puts;
    this.verifier = verifier;
    this.counters = counters;
    this.rng = rng;
  }

  void setSelf(NodeId id) {
    self = id;
    topics.values().forEach(topic -> topic.setSelf(id));
  }

  void setReadOnly(boolean on) {
    readOnly = on;
    topics.values().forEach(topic -> topic.setReadOnly(on));
  }

  /**
   * Subscribes to the topic of {@code key} and {@code salt}; nothing changes if it is subscribed to
   * already.
   *
   * @param addresses where its subscribers may be
   * @return the topic's id, which is the tag on its messages
   * @throws IllegalStateException if there are {@value #TOPICS_MAX} already
   */
  public NodeId subscribe(PeerId key, Bytes salt, AddressPolicy addresses) {
    Topic topic = new Topic(key, salt, self, addresses, verifier, counters, rng.fork());
    if (topics.size() >= TOPICS_MAX && !topics.containsKey(topic.id())) {
      throw new IllegalStateException("a node subscribes to at most " + TOPICS_MAX + " topics");
    }
    topic.setReadOnly(readOnly);
    topics.putIfAbsent(topic.id(), topic);
    return topic.id();
  }

  /** Leaves a topic. Its subscribers notice when we do not answer any more. */
  public void unsubscribe(NodeId topic) {
    topics.remove(topic);
  }

  /**
   * Gives a topic a value: one that is published now, or that was kept from before.
   *
   * @return false if it is not newer than what is there, or the topic is not subscribed to
   * @throws IllegalArgumentException if the signature is wrong
   */
  public boolean offer(MutableItem item) {
    Topic topic = topics.get(item.target());
    if (topic == null) {
      return false;
    }
    if (!topic.verify(item)) {
      throw new IllegalArgumentException("not signed by " + item.key());
    }
    return topic.accept(item);
  }

  /** The newest value of a topic, null if there is none yet. */
  public @Nullable MutableItem newest(NodeId topic) {
    Topic known = topics.get(topic);
    return known == null ? null : known.newest();
  }

  /** How many neighbours we have in a topic, 0 if it is not subscribed to. */
  public int neighbours(NodeId topic) {
    Topic known = topics.get(topic);
    return known == null ? 0 : known.table().size();
  }

  /** The main DHT's answer to {@link TopicEffects#rendezvous}. */
  public void found(NodeId topic, List<Endpoint> peers, long nowNanos) {
    Topic known = topics.get(topic);
    if (known != null) {
      peers.stream().limit(STRANGERS_MAX).forEach(peer -> known.consider(peer, null, nowNanos));
    }
  }

  /** Takes a response or an error with the tag of a topic. */
  public void received(KrpcMessage reply, Endpoint from, long nowNanos) {
    Topic topic = topics.get(reply.topic());
    if (topic != null) {
      topic.received(reply, from, nowNanos);
    }
  }

  /** Sends and tells what is due in all topics. */
  public void wake(long nowNanos, TopicEffects out) {
    for (Topic topic : topics.values()) {
      if (topic.nextDeadlineNanos() <= nowNanos) {
        topic.wake(nowNanos, out);
      }
    }
  }

  /** When {@link #wake} is wanted at the latest, at once after any other call. */
  public long nextDeadlineNanos() {
    long next = Deadlines.NEVER;
    for (Topic topic : topics.values()) {
      next = Math.min(next, topic.nextDeadlineNanos());
    }
    return next;
  }

  /** Answers a query with the tag of a topic. */
  KrpcMessage answer(KrpcQuery query, Endpoint sender, long nowNanos) {
    Topic topic = topics.get(query.topic());
    if (topic == null) {
      return Server.error(query, sender, KrpcErrorCode.GENERIC, "not in this topic");
    }
    if (!query.readOnly()) {
      topic.consider(sender, query.id(), nowNanos);
    }
    return switch (query.query()) {
      case Query.Ping q -> Server.response(query, sender, Answer.of(self));
      case Query.FindNode q -> Server.response(query, sender, closest(topic, q.target(), sender));
      case Query.Get q when q.target().equals(topic.id()) -> {
        long has = q.seq() == null ? TopicContact.NO_VALUE : q.seq();
        MutableItem newest = topic.newest();
        topic.has(query.id(), sender, newest == null ? has : Math.max(has, newest.seq()));
        yield Server.response(query, sender, get(topic, q, sender, nowNanos));
      }
      case Query.PutMutable q when q.item().target().equals(topic.id()) -> {
        boolean known = q.item().equals(topic.newest());
        Puts.Refusal refusal = put(topic, query.id(), q, sender, nowNanos);
        yield refusal == null
            ? Server.response(query, sender, taken(q.item(), known))
            : Server.error(query, sender, refusal.code(), refusal.message());
      }
      default -> Server.error(query, sender, KrpcErrorCode.PROTOCOL, "not within a topic");
    };
  }

  /** The sequence in the reply to a put says that we had the value already. */
  private Answer taken(MutableItem item, boolean known) {
    return known ? Answer.of(self).withItem(Answer.Item.of(item, item.seq())) : Answer.of(self);
  }

  private Answer closest(Topic topic, NodeId target, Endpoint sender) {
    boolean ipv6 = sender.isIpv6();
    List<NodeContact> nodes =
        topic.table().closest(target, ipv6, NODES_MAX).stream()
            .map(contact -> new NodeContact(contact.id, contact.endpoint))
            .toList();
    return Answer.of(self).withNodes(ipv6 ? null : nodes, ipv6 ? nodes : null);
  }

  private Answer get(Topic topic, Query.Get query, Endpoint sender, long nowNanos) {
    MutableItem item = topic.newest();
    Answer answer =
        closest(topic, topic.id(), sender)
            .withToken(tokens.issue(sender.ip(), topic.id(), nowNanos));
    return item == null ? answer : answer.withItem(Answer.Item.of(item, query.seq()));
  }

  private Puts.@Nullable Refusal put(
      Topic topic, NodeId from, Query.PutMutable query, Endpoint sender, long nowNanos) {
    MutableItem item = query.item();
    Puts.Refusal refusal = puts.check(query, topic.newest(), sender, nowNanos);
    if (refusal == null && !topic.accept(item)) {
      counters.increment(DhtCounter.TOPIC_PUTS_UNNEEDED);
    }
    if (refusal == null || refusal.code() == KrpcErrorCode.SEQ_NOT_NEWER) {
      topic.has(from, sender, item.seq());
    }
    return refusal;
  }
}
