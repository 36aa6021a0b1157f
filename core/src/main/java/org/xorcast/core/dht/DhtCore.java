package org.xorcast.core.dht;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.KrpcError;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.MalformedQuery;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.Query;
import org.xorcast.core.krpc.SecureNodeId;
import org.xorcast.core.wire.WireException;

/**
 * One node of the Mainline DHT as a state machine: datagrams, commands and the time go in,
 * datagrams and results come out. Not thread-safe.
 */
public final class DhtCore {
  private static final long TICK_NANOS = Duration.ofSeconds(4).toNanos();
  private static final long TICK_EAGER_NANOS = Duration.ofMillis(200).toNanos();
  private static final long REFRESH_NANOS = Duration.ofMinutes(15).toNanos();
  private static final long RETRY_MIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long RETRY_MAX_NANOS = Duration.ofMinutes(2).toNanos();

  /** Who called without being asked is asked himself so much later, unless we know few. */
  private static final long QUARANTINE_NANOS = Duration.ofMinutes(2).toNanos();

  private static final long CUT_OFF_NANOS = Duration.ofMinutes(20).toNanos();

  /** Questions out in a lookup. */
  private static final int PARALLEL = 5;

  /** Who waits for a value is spared the waits for the dead. */
  private static final int PARALLEL_READING = 12;

  /** What is known of the number of nodes counts when it is at least as exact. */
  private static final double SIZE_ERROR_MAX = 0.2;

  private static final int FEW_NODES = 32;
  private static final int CALLERS_MAX = 64;
  private static final int POOL_MAX = 64;

  /** Somebody who called, to be asked whether he is where he says. */
  private record Caller(NodeContact contact, long dueNanos) {}

  private final DhtConfig config;
  private final Verifier verifier;
  private final Rng rng;
  private final DhtCounters counters = new DhtCounters();
  private final DhtTables tables;
  private final Requests requests;
  private final Server server;
  private final AddressVotes votes = new AddressVotes();
  private final SizeEstimate size = new SizeEstimate();
  private final List<Endpoint> bootstrap = new ArrayList<>();
  private final Map<Long, Operation> operations = new LinkedHashMap<>();
  private final ArrayDeque<Caller> callers = new ArrayDeque<>();
  private final long[] refreshedNanos = new long[NodeId.BITS];
  private final Request.Asker whetherAlive = new Alive();
  private final List<NodeId> wantedTopics = new ArrayList<>();
  private List<NodeContact> saved = List.of();
  private long lastInternalTicket;
  private long tickNanos = Deadlines.NEVER;
  private long retryNanos;
  private long retryPauseNanos = RETRY_MIN_NANOS;
  private long heardNanos;
  private boolean readOnly;
  private boolean renamed;

  /**
   * @param self this node's id, unless its address turns out to demand another (BEP 42)
   * @param tokenKey random bytes, 16 or more, that nobody else knows
   * @param epochMillisAtZero what time it was at 0 of the nanoseconds that come in, ms since 1970
   */
  public DhtCore(
      NodeId self,
      DhtConfig config,
      byte[] tokenKey,
      Verifier verifier,
      long epochMillisAtZero,
      Rng rng) {
    this.config = config;
    this.verifier = verifier;
    this.rng = rng;
    tables = new DhtTables(self, !config.isLocal());
    requests = new Requests(config, tables, counters, rng.fork());
    server =
        new Server(
            self,
            tables,
            config.limits(),
            tokenKey,
            verifier,
            epochMillisAtZero,
            counters,
            rng.fork());
    setReadOnly(
        config.mode() == DhtConfig.Mode.CLIENT
            || (config.mode() == DhtConfig.Mode.ADAPTIVE && !config.isLocal()));
  }

  private void setReadOnly(boolean on) {
    readOnly = on;
    requests.setReadOnly(on);
    server.setReadOnly(on);
  }

  public NodeId self() {
    return tables.self();
  }

  public DhtCounters counters() {
    return counters;
  }

  /** Whether it answers nobody (BEP 43). */
  public boolean isReadOnly() {
    return readOnly;
  }

  /** How many nodes the table has, of both families. */
  public int tableSize() {
    return tables.size();
  }

  /** The nodes that may be named to others, of both families, in no particular order. */
  public List<NodeContact> table() {
    return tables.all().stream().map(DhtNode::contact).toList();
  }

  /** The estimated number of nodes in the whole DHT, 0 if nothing is known. */
  public double networkSize() {
    return size.nodes();
  }

  /** The estimate's relative error, one sigma. */
  public double networkSizeError() {
    return size.relativeError();
  }

  /**
   * The first thing to do.
   *
   * @param bootstrap addresses of nodes to join through
   * @param known nodes of an earlier run
   */
  public void start(
      List<Endpoint> bootstrap, List<NodeContact> known, long nowNanos, DhtEffects out) {
    this.bootstrap.addAll(bootstrap);
    saved = List.copyOf(known);
    heardNanos = nowNanos;
    java.util.Arrays.fill(refreshedNanos, nowNanos - REFRESH_NANOS);
    tickNanos = nowNanos;
    wake(nowNanos, out);
  }

  /** Adds an address of a node to join through. */
  public void addBootstrap(Endpoint endpoint, long nowNanos) {
    bootstrap.add(endpoint);
    retryNanos = nowNanos;
    tickNanos = nowNanos;
  }

  // ---- commands ---------------------------------------------------------------------------------

  /**
   * Does something; {@link DhtEffects#done} follows once.
   *
   * @param ticket above 0, not in use
   * @param paths how many disjoint paths, 1 to 8; more cost more and withstand more liars
   */
  public void handle(long ticket, DhtCommand command, int paths, long nowNanos, DhtEffects out) {
    NodeId target = command.target();
    if (command instanceof DhtCommand.Ping(Endpoint to)) {
      ping(ticket, to, nowNanos, out);
    } else if (target != null) {
      begin(ticket, command, target, Math.clamp(paths, 1, DhtLookup.PATHS_MAX), nowNanos, out);
    }
  }

  private void ping(long ticket, Endpoint to, long nowNanos, DhtEffects out) {
    long wait = requests.ask(to, null, new Query.Ping(), new Ping(ticket), nowNanos, out);
    if (wait > 0) {
      out.done(
          ticket,
          new DhtResult.Failed("asked too often there, try again in " + wait / 1_000_000 + " ms"));
    }
  }

  private void begin(
      long ticket, DhtCommand command, NodeId target, int paths, long nowNanos, DhtEffects out) {
    List<DhtLookup> lookups = new ArrayList<>(2);
    boolean knowsSome = false;
    for (boolean isIpv6 : new boolean[] {false, true}) {
      if (isIpv6 ? config.ipv6() : config.ipv4()) {
        List<NodeContact> pool = pool(target, isIpv6);
        knowsSome |= !pool.isEmpty();
        double expected =
            size.relativeError() < SIZE_ERROR_MAX ? size.expectedDistance(DhtLookup.WIDTH) : 0;
        int parallel = command.isRead() ? PARALLEL_READING : PARALLEL;
        lookups.add(new DhtLookup(target, paths, parallel, pool, !config.isLocal(), expected));
      }
    }
    boolean isIn = knowsSome && tables.size() > 0 && !isCutOff(nowNanos);
    List<Endpoint> entries = isIn ? List.of() : reachableBootstrap();
    Findings findings = new Findings(command, target, verifier, counters);
    boolean foundHere = findings.take(server.own(command.query(target), nowNanos));
    Operation operation =
        new Operation(ticket, command, target, requests, lookups, entries, findings, nowNanos);
    if (foundHere) {
      operation.tellFindings(nowNanos, out);
    }
    operations.put(ticket, operation);
    operation.advance(nowNanos, out);
    settle(nowNanos);
  }

  private List<Endpoint> reachableBootstrap() {
    return bootstrap.stream().filter(e -> e.isIpv6() ? config.ipv6() : config.ipv4()).toList();
  }

  private List<NodeContact> pool(NodeId target, boolean isIpv6) {
    List<NodeContact> pool = tables.closest(target, isIpv6, POOL_MAX);
    if (!pool.isEmpty()) {
      return pool;
    }
    return requests.plausible(saved).stream()
        .filter(contact -> contact.endpoint().isIpv6() == isIpv6)
        .sorted((a, b) -> target.compareDistance(a.nodeId(), b.nodeId()))
        .toList();
  }

  // ---- topics (BEP 50) --------------------------------------------------------------------------

  /**
   * Takes part in the topic of a key and a salt: {@link DhtEffects#newest} tells its values.
   *
   * @return the topic's id
   * @throws IllegalStateException if there are {@value Topics#TOPICS_MAX} already
   */
  public NodeId subscribe(PeerId key, Bytes salt, long nowNanos, DhtEffects out) {
    NodeId topic = server.topics().subscribe(key, salt, config.policy());
    wake(nowNanos, out);
    return topic;
  }

  /** Leaves a topic. */
  public void unsubscribe(NodeId topic) {
    server.topics().unsubscribe(topic);
  }

  /**
   * Gives a topic that is subscribed to a value.
   *
   * @return false if it is not newer than what is there
   * @throws IllegalArgumentException if the signature is wrong
   */
  public boolean offer(MutableItem item, long nowNanos, DhtEffects out) {
    boolean isNews = server.topics().offer(item);
    wake(nowNanos, out);
    return isNews;
  }

  /** How many neighbours this node has in a topic. */
  public int neighbours(NodeId topic) {
    return server.topics().neighbours(topic);
  }

  /** The main DHT's part in topics: who else subscribes is found and told there. */
  private TopicEffects topicEffects(DhtEffects out) {
    return new TopicEffects() {
      @Override
      public void send(Endpoint to, byte[] datagram) {
        out.send(to, datagram);
      }

      @Override
      public void rendezvous(NodeId topic) {
        wantedTopics.add(topic);
      }

      @Override
      public void newest(NodeId topic, MutableItem item) {
        out.newest(topic, item);
      }
    };
  }

  private void findTopics(long nowNanos, DhtEffects out) {
    for (NodeId topic : wantedTopics) {
      beginOwn(new DhtCommand.GetPeers(topic, false), topic, nowNanos, out);
      if (!readOnly) {
        beginOwn(new DhtCommand.Announce(topic, 0, false), topic, nowNanos, out);
      }
    }
    wantedTopics.clear();
  }

  // ---- datagrams --------------------------------------------------------------------------------

  /** Takes a datagram that looks like KRPC. */
  public void received(Endpoint from, byte[] datagram, long nowNanos, DhtEffects out) {
    if (!config.policy().allows(from)) {
      counters.increment(DhtCounter.MARTIANS);
      return;
    }
    try {
      switch (KrpcMessage.decode(datagram)) {
        case KrpcQuery query -> onQuery(query, from, datagram.length, nowNanos, out);
        case MalformedQuery query -> reply(query, from, datagram.length, nowNanos, out);
        case KrpcResponse response -> onResponse(response, from, nowNanos, out);
        case KrpcError error -> onError(error, from, nowNanos, out);
      }
    } catch (WireException e) {
      counters.increment(DhtCounter.MALFORMED);
    }
    settle(nowNanos);
  }

  private void reply(
      KrpcMessage query, Endpoint from, int requestBytes, long nowNanos, DhtEffects out) {
    byte[] reply = server.reply(query, from, requestBytes, nowNanos);
    if (reply != null) {
      out.send(from, reply);
    }
  }

  private void onQuery(
      KrpcQuery query, Endpoint from, int requestBytes, long nowNanos, DhtEffects out) {
    boolean isStranger = !requests.hasAsked(from);
    if (readOnly && config.mode() == DhtConfig.Mode.ADAPTIVE && isStranger) {
      setReadOnly(false);
    }
    reply(query, from, requestBytes, nowNanos, out);
    boolean mayJoin = !query.readOnly() && query.topic() == null && !query.id().equals(self());
    if (mayJoin) {
      called(new NodeContact(query.id(), from), nowNanos);
    }
  }

  /** Whoever calls may be made up: he is asked, and his answer counts. */
  private void called(NodeContact contact, long nowNanos) {
    DhtTable table = tables.of(contact.endpoint());
    if (!table.wants(contact) || callers.size() >= CALLERS_MAX) {
      return;
    }
    for (Caller caller : callers) {
      if (caller.contact.endpoint().equals(contact.endpoint())) {
        return;
      }
    }
    boolean atOnce = config.isLocal() || table.size() < FEW_NODES || table.isNear(contact);
    long dueNanos = atOnce ? nowNanos : nowNanos + QUARANTINE_NANOS;
    callers.add(new Caller(contact, dueNanos));
    tickNanos = Math.min(tickNanos, dueNanos);
  }

  private void onResponse(KrpcResponse response, Endpoint from, long nowNanos, DhtEffects out) {
    if (response.topic() != null) {
      server.topics().received(response, from, nowNanos);
      return;
    }
    Answer answer = response.answer();
    Request request = requests.take(response.transaction(), from, nowNanos);
    if (request == null || answer.id().equals(self())) {
      counters.increment(DhtCounter.UNASKED);
      return;
    }
    heardNanos = nowNanos;
    counters.increment(DhtCounter.ANSWERS_RECEIVED);
    server.proven(from.ip(), nowNanos);
    NodeId expected = request.expected();
    tables
        .of(from)
        .answered(new NodeContact(answer.id(), from), nowNanos - request.sentNanos(), nowNanos);
    if (response.observed() != null) {
      votes.add(from, response.observed());
    }
    if (expected == null || expected.equals(answer.id())) {
      request.asker().answered(request, answer, nowNanos, out);
    } else {
      tables.of(from).remove(expected);
      request.asker().failed(request, 0, "another node lives there", nowNanos, out);
    }
  }

  private void onError(KrpcError error, Endpoint from, long nowNanos, DhtEffects out) {
    if (error.topic() != null) {
      server.topics().received(error, from, nowNanos);
      return;
    }
    Request request = requests.take(error.transaction(), from, nowNanos);
    if (request == null) {
      counters.increment(DhtCounter.UNASKED);
      return;
    }
    heardNanos = nowNanos;
    counters.increment(DhtCounter.ERRORS_RECEIVED);
    request.asker().failed(request, Math.max(1, error.code()), error.message(), nowNanos, out);
  }

  // ---- time -------------------------------------------------------------------------------------

  /** Does what is due. */
  public void wake(long nowNanos, DhtEffects out) {
    for (Request request : requests.expire(nowNanos, out)) {
      NodeId expected = request.expected();
      NodeContact heir =
          expected == null || heardNanos <= request.sentNanos()
              ? null // Nobody has answered since: our own link may be at fault.
              : tables.of(request.to()).failed(new NodeContact(expected, request.to()));
      if (heir != null) {
        askWhetherAlive(heir, nowNanos, out);
      }
    }
    for (Operation operation : List.copyOf(operations.values())) {
      if (operation.nextDeadlineNanos() <= nowNanos) {
        operation.advance(nowNanos, out);
      }
    }
    if (nowNanos >= tickNanos) {
      tick(nowNanos, out);
    }
    server.topics().wake(nowNanos, topicEffects(out));
    findTopics(nowNanos, out);
    settle(nowNanos);
  }

  private void tick(long nowNanos, DhtEffects out) {
    boolean busy = greetCallers(nowNanos, out);
    if (tables.size() == 0 || isCutOff(nowNanos)) {
      join(nowNanos, out);
    } else {
      retryPauseNanos = RETRY_MIN_NANOS;
      busy |= refresh(nowNanos, out);
      for (boolean isIpv6 : new boolean[] {false, true}) {
        DhtNode doubtful = tables.of(isIpv6).mostDoubtful(nowNanos);
        if (doubtful != null) {
          askWhetherAlive(doubtful.contact(), nowNanos, out);
        }
      }
    }
    checkAddress(nowNanos, out);
    tickNanos = nowNanos + rng.jitter(busy ? TICK_EAGER_NANOS : TICK_NANOS, 0.2);
    if (tables.size() == 0 && retryNanos > nowNanos) {
      tickNanos = Math.min(tickNanos, retryNanos);
    }
  }

  /** Nobody has answered for so long that we may have to join anew. */
  private boolean isCutOff(long nowNanos) {
    return nowNanos - heardNanos > CUT_OFF_NANOS;
  }

  private boolean greetCallers(long nowNanos, DhtEffects out) {
    boolean some = false;
    for (int left = callers.size(); left > 0; left--) {
      Caller caller = callers.removeFirst();
      if (caller.dueNanos > nowNanos) {
        callers.addLast(caller);
      } else {
        askWhetherAlive(caller.contact, nowNanos, out);
        some = true;
      }
    }
    return some;
  }

  private void askWhetherAlive(NodeContact contact, long nowNanos, DhtEffects out) {
    requests.ask(
        contact.endpoint(), contact.nodeId(), new Query.Ping(), whetherAlive, nowNanos, out);
  }

  /** Nobody is known: asks whoever may know somebody, again and again, ever less often. */
  private void join(long nowNanos, DhtEffects out) {
    if (nowNanos < retryNanos || (bootstrap.isEmpty() && saved.isEmpty())) {
      return;
    }
    retryNanos = nowNanos + rng.jitter(retryPauseNanos, 0.2);
    retryPauseNanos = Math.min(2 * retryPauseNanos, RETRY_MAX_NANOS);
    beginOwn(self(), nowNanos, out);
  }

  /** Looks up an id in a bucket that has room, the far ones first, and in the end the own one. */
  private boolean refresh(long nowNanos, DhtEffects out) {
    if (operations.keySet().stream().anyMatch(ticket -> ticket < 0)) {
      return true;
    }
    if (nowNanos - refreshedNanos[0] >= REFRESH_NANOS) {
      refreshedNanos[0] = nowNanos;
      beginOwn(self(), nowNanos, out);
      return true;
    }
    DhtTable table = tables.of(!config.ipv4());
    int bucket = table.bucketWithRoom(NodeId.BITS - 1);
    while (bucket > 0 && nowNanos - refreshedNanos[bucket] < REFRESH_NANOS) {
      bucket = table.bucketWithRoom(bucket - 1);
    }
    if (bucket <= 0) {
      return false;
    }
    refreshedNanos[bucket] = nowNanos;
    beginOwn(self().inBucket(bucket, rng.nextNodeId()), nowNanos, out);
    return true;
  }

  private void beginOwn(NodeId target, long nowNanos, DhtEffects out) {
    beginOwn(new DhtCommand.FindNode(target), target, nowNanos, out);
  }

  private void beginOwn(DhtCommand command, NodeId target, long nowNanos, DhtEffects out) {
    begin(--lastInternalTicket, command, target, 1, nowNanos, out);
  }

  /** BEP 42: others agree on where this node is, and that its id does not belong there. */
  private void checkAddress(long nowNanos, DhtEffects out) {
    Bytes agreed = votes.agreed();
    if (agreed == null) {
      return;
    }
    Endpoint seen = new Endpoint(agreed, config.own().getFirst().port());
    if (readOnly && config.mode() == DhtConfig.Mode.ADAPTIVE && config.own().contains(seen)) {
      setReadOnly(false);
    }
    if (!renamed && !SecureNodeId.matches(self(), seen)) {
      renamed = true;
      tables.rename(SecureNodeId.generate(agreed, rng), nowNanos);
      server.setSelf(self());
      out.renamed(self());
    }
  }

  /** Forgets the commands that are done; what those of its own have shown is kept. */
  private void settle(long nowNanos) {
    for (Map.Entry<Long, Operation> entry : List.copyOf(operations.entrySet())) {
      if (entry.getValue().isDone()) {
        operations.remove(entry.getKey());
        List<NodeContact> closest = entry.getValue().closest();
        server.topics().found(entry.getValue().target(), entry.getValue().peers(), nowNanos);
        if (entry.getKey() < 0 && closest.size() >= DhtLookup.WIDTH) {
          size.add(
              entry.getValue().target(),
              closest.stream().limit(DhtLookup.WIDTH).map(NodeContact::nodeId).toList());
        }
      }
    }
  }

  /** When {@link #wake} is wanted at the latest. */
  public long nextDeadlineNanos() {
    long next = Math.min(tickNanos, requests.nextDeadlineNanos());
    next = Math.min(next, server.topics().nextDeadlineNanos());
    for (Operation operation : operations.values()) {
      next = Math.min(next, operation.nextDeadlineNanos());
    }
    return next;
  }

  /** Whether somebody still lives: the table has taken note of it already. */
  private static final class Alive implements Request.Asker {
    @Override
    public void answered(Request request, Answer answer, long nowNanos, DhtEffects out) {}

    @Override
    public void failed(Request request, long code, String message, long nowNanos, DhtEffects out) {}

    @Override
    public void stalled(Request request, long nowNanos, DhtEffects out) {}
  }

  /** A ping that somebody wants the answer of. */
  private record Ping(long ticket) implements Request.Asker {
    @Override
    public void answered(Request request, Answer answer, long nowNanos, DhtEffects out) {
      NodeContact node = new NodeContact(answer.id(), request.to());
      out.done(ticket, new DhtResult.Pong(node, nowNanos - request.sentNanos()));
    }

    @Override
    public void failed(Request request, long code, String message, long nowNanos, DhtEffects out) {
      out.done(ticket, new DhtResult.Failed(message));
    }

    @Override
    public void stalled(Request request, long nowNanos, DhtEffects out) {}
  }
}
