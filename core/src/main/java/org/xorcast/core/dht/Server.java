package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.engine.TokenBucket;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.KrpcError;
import org.xorcast.core.krpc.KrpcErrorCode;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.MalformedQuery;
import org.xorcast.core.krpc.Query;
import org.xorcast.core.krpc.SignedPeer;
import org.xorcast.core.krpc.Want;

/**
 * Answers the queries of others: a query goes in, the bytes of the reply come out, or none.
 *
 * <p>Limits and choices where the BEPs leave any: docs/protocol/dht.md. Not thread-safe.
 */
public final class Server {
  /** Nodes in a reply, of each address family. */
  private static final int NODES_MAX = 8;

  /** Peers in a reply, before it is cut to its size. */
  private static final int VALUES_MAX = 100;

  private final ClosestNodes nodes;
  private final TokenKeeper tokens;
  private final DhtCounters counters;
  private final Rng rng;
  private final ReturnPaths paths = new ReturnPaths();
  private final InboundLimiter limiter;
  private final TokenBucket replyBytes;
  private final Replies replies;
  private final Stores stores;
  private final Puts puts;
  private final Topics topics;
  private NodeId self;
  private boolean readOnly;

  /**
   * @param self this node's id, until {@link #setSelf} changes it
   * @param tokenKey random bytes, 16 or more, that nobody else knows
   * @param epochMillisAtZero what time it was at 0 of the nanoseconds that come in, in ms since
   *     1970; only the age of signed announcements is told by it
   */
  public Server(
      NodeId self,
      ClosestNodes nodes,
      ServerLimits limits,
      byte[] tokenKey,
      Verifier verifier,
      long epochMillisAtZero,
      DhtCounters counters,
      Rng rng) {
    this.self = self;
    this.nodes = nodes;
    this.counters = counters;
    this.rng = rng;
    tokens = new TokenKeeper(tokenKey);
    limiter = new InboundLimiter(limits.perAddress(), limits.perBlock(), counters);
    replyBytes = limits.replyBytes().bucket();
    replies = new Replies(counters);
    stores = Stores.empty(() -> this.self, counters, rng);
    puts = new Puts(stores, tokens, paths, verifier, counters, limits, epochMillisAtZero);
    topics = new Topics(self, tokens, puts, verifier, counters, rng.fork());
  }

  /** The topics of BEP 50, whose queries come in here too. */
  public Topics topics() {
    return topics;
  }

  /** Changes this node's id, when its address turned out to be another. What is stored stays. */
  public void setSelf(NodeId id) {
    self = id;
    topics.setSelf(id);
  }

  /** BEP 43: whether nothing is answered at all. */
  public void setReadOnly(boolean on) {
    readOnly = on;
    topics.setReadOnly(on);
  }

  /** Takes note that {@code ip} has answered a query of ours, so it is where it says. */
  public void proven(Bytes ip, long nowNanos) {
    paths.prove(ip, nowNanos);
  }

  /**
   * Answers a query, well-formed or not.
   *
   * @param sender where the datagram came from
   * @param requestBytes how long it was
   * @return the datagram to send back, null for none
   */
  public byte @Nullable [] reply(
      KrpcMessage message, Endpoint sender, int requestBytes, long nowNanos) {
    counters.increment(DhtCounter.QUERIES_RECEIVED);
    if (!isServed(message, sender, nowNanos)) {
      return null;
    }
    boolean proven = paths.isProven(sender.ip(), nowNanos);
    KrpcMessage reply = answer(message, sender, nowNanos);
    byte[] bytes = replies.encode(reply, requestBytes, proven);
    if (bytes != null && !replyBytes.tryTake(bytes.length, nowNanos)) {
      counters.increment(DhtCounter.REPLY_BYTES_LIMITED);
      return null;
    }
    counters.increment(
        reply instanceof KrpcError ? DhtCounter.ERRORS_SENT : DhtCounter.RESPONSES_SENT);
    return bytes;
  }

  private boolean isServed(KrpcMessage message, Endpoint sender, long nowNanos) {
    if (readOnly) {
      counters.increment(DhtCounter.READ_ONLY_IGNORED);
      return false;
    }
    if (message instanceof KrpcQuery query && query.id().equals(self)) {
      counters.increment(DhtCounter.REFLECTED);
      return false;
    }
    if (!limiter.allows(sender.ip(), nowNanos)) {
      counters.increment(DhtCounter.RATE_LIMITED);
      return false;
    }
    return true;
  }

  private KrpcMessage answer(KrpcMessage message, Endpoint sender, long nowNanos) {
    return switch (message) {
      case KrpcQuery query when query.topic() != null -> topics.answer(query, sender, nowNanos);
      case KrpcQuery query -> answer(query, sender, nowNanos);
      case MalformedQuery query -> error(query, sender, KrpcErrorCode.PROTOCOL, query.reason());
      case KrpcResponse r -> throw new IllegalArgumentException("not a query: " + r);
      case KrpcError e -> throw new IllegalArgumentException("not a query: " + e);
    };
  }

  private KrpcMessage answer(KrpcQuery query, Endpoint sender, long nowNanos) {
    return switch (query.query()) {
      case Query.Ping q -> response(query, sender, Answer.of(self));
      case Query.FindNode q -> response(query, sender, closest(q.target(), q.want(), sender));
      case Query.Unknown q ->
          q.target() == null
              ? error(query, sender, KrpcErrorCode.METHOD_UNKNOWN, "unknown method")
              : response(query, sender, closest(q.target(), q.want(), sender));
      case Query.GetPeers q -> response(query, sender, peers(q, sender, nowNanos));
      case Query.Get q -> response(query, sender, item(q, sender, nowNanos));
      case Query.SampleInfohashes q ->
          response(
              query,
              sender,
              closest(q.target(), q.want(), sender).withSamples(stores.peers().sample(nowNanos)));
      case Query.GetSignedPeers q -> response(query, sender, signedPeers(q, sender, nowNanos));
      case Query.AnnouncePeer q -> stored(query, sender, puts.announce(q, sender, nowNanos));
      case Query.AnnounceSignedPeer q -> stored(query, sender, puts.announce(q, sender, nowNanos));
      case Query.PutImmutable q -> stored(query, sender, puts.put(q, sender, nowNanos));
      case Query.PutMutable q -> stored(query, sender, puts.put(q, sender, nowNanos));
    };
  }

  /** The nodes that we know close to {@code target}, of the families that are wanted. */
  private Answer closest(NodeId target, @Nullable Want wanted, Endpoint sender) {
    Want want = wanted != null ? wanted : sender.isIpv6() ? Want.IPV6 : Want.IPV4;
    return Answer.of(self)
        .withNodes(
            want.ipv4() ? nodes.closest(target, false, NODES_MAX) : null,
            want.ipv6() ? nodes.closest(target, true, NODES_MAX) : null);
  }

  private Answer peers(Query.GetPeers query, Endpoint sender, long nowNanos) {
    NodeId infoHash = query.infoHash();
    Answer answer =
        withToken(
            closest(infoHash, query.want(), sender),
            stores.peers().hasRoom(infoHash, sender.ip(), nowNanos),
            infoHash,
            sender,
            nowNanos);
    Swarm swarm = stores.peers().get(infoHash, nowNanos);
    if (swarm == null) {
      return answer;
    }
    if (query.scrape()) {
      return answer.withScrape(swarm.scrape(nowNanos));
    }
    List<Endpoint> values =
        swarm.sample(sender.isIpv6(), query.noSeed(), VALUES_MAX, nowNanos, rng);
    return values.isEmpty() ? answer : answer.withValues(values);
  }

  /**
   * What others have stored here, for a lookup of this node's own: the nodes that it asks do not
   * include itself.
   */
  Answer own(Query query, long nowNanos) {
    Answer answer = Answer.of(self);
    return switch (query) {
      case Query.Get q -> answer.withItem(stores.items().get(q.target(), null, nowNanos));
      case Query.GetPeers q when !q.scrape() -> {
        Swarm swarm = stores.peers().get(q.infoHash(), nowNanos);
        yield swarm == null ? answer : answer.withValues(allPeers(swarm, nowNanos));
      }
      default -> answer;
    };
  }

  private List<Endpoint> allPeers(Swarm swarm, long nowNanos) {
    List<Endpoint> peers = new ArrayList<>(swarm.sample(false, false, VALUES_MAX, nowNanos, rng));
    peers.addAll(swarm.sample(true, false, VALUES_MAX, nowNanos, rng));
    return peers;
  }

  private Answer item(Query.Get query, Endpoint sender, long nowNanos) {
    NodeId target = query.target();
    return withToken(
            closest(target, query.want(), sender),
            stores.items().hasRoom(target, sender.ip(), nowNanos),
            target,
            sender,
            nowNanos)
        .withItem(stores.items().get(target, query.seq(), nowNanos));
  }

  private Answer signedPeers(Query.GetSignedPeers query, Endpoint sender, long nowNanos) {
    NodeId infoHash = query.infoHash();
    List<SignedPeer> some = stores.signedPeers().sample(infoHash, nowNanos);
    return withToken(
            closest(infoHash, query.want(), sender),
            stores.signedPeers().hasRoom(infoHash, sender.ip(), nowNanos),
            infoHash,
            sender,
            nowNanos)
        .withSignedPeers(some.isEmpty() ? null : some);
  }

  /** Without room there is no token, so that the asker turns to our neighbours. */
  private Answer withToken(
      Answer answer, boolean hasRoom, NodeId target, Endpoint sender, long nowNanos) {
    if (!hasRoom) {
      counters.increment(DhtCounter.TOKENS_WITHHELD);
      return answer;
    }
    return answer.withToken(tokens.issue(sender.ip(), target, nowNanos));
  }

  private KrpcMessage stored(KrpcQuery query, Endpoint sender, Puts.@Nullable Refusal refusal) {
    return refusal == null
        ? response(query, sender, Answer.of(self))
        : error(query, sender, refusal.code(), refusal.message());
  }

  static KrpcResponse response(KrpcQuery query, Endpoint sender, Answer answer) {
    return new KrpcResponse(
        query.transaction(), answer, sender, query.topic(), KrpcMessage.VERSION);
  }

  static KrpcError error(KrpcMessage query, Endpoint sender, KrpcErrorCode code, String message) {
    return new KrpcError(
        query.transaction(), code.number(), message, sender, query.topic(), KrpcMessage.VERSION);
  }
}
