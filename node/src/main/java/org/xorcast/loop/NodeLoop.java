package org.xorcast.loop;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.NoPeersException;
import org.xorcast.NoRightException;
import org.xorcast.NodeClosedException;
import org.xorcast.NodeEvent;
import org.xorcast.NodeStats;
import org.xorcast.Peer;
import org.xorcast.Published;
import org.xorcast.Rung;
import org.xorcast.TooFastException;
import org.xorcast.Whereabouts;
import org.xorcast.XorcastException;
import org.xorcast.core.Engine;
import org.xorcast.core.EngineConfig;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.From;
import org.xorcast.core.engine.Judgement;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.path.PathCore;
import org.xorcast.core.path.RelayLimits;
import org.xorcast.core.path.Via;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.rights.Statement;
import org.xorcast.core.topic.Member;
import org.xorcast.core.topic.Topics;
import org.xorcast.dht.DhtBuilder;
import org.xorcast.dht.DhtLoop;
import org.xorcast.dht.DhtSettings;
import org.xorcast.dht.Rendezvous;
import org.xorcast.history.HistoryStore;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;
import org.xorcast.mapping.Gateway;
import org.xorcast.mapping.Mapping;
import org.xorcast.mapping.PortMapper;
import org.xorcast.net.Addresses;
import org.xorcast.net.LinkTls;
import org.xorcast.net.OwnEndpoints;
import org.xorcast.net.QuicLinks;
import org.xorcast.net.Transport;
import org.xorcast.net.TunnelTarget;
import org.xorcast.store.DataDir;
import org.xorcast.store.SavedDht;

/**
 * Drives one node's engine with a socket and a real clock.
 *
 * <p>Public methods may be called from any thread except the loop's own, and wait for the loop
 * where they have to. Methods marked "on the loop" are called there only.
 */
public final class NodeLoop {
  private static final long SAVE_SECONDS = 3;
  private static final long SAVE_DHT_SECONDS = 60;
  private static final long LEAVE_MILLIS = 1200;
  private static final long LEAVE_GRACE_MILLIS = 300;
  private static final Logger log = LoggerFactory.getLogger(NodeLoop.class);

  private final KeyPairIdentity identity;
  private final String network;
  private final Rights members;
  private final Transport transport;
  private final boolean ownTransport;
  private final @Nullable DataDir dir;
  private final EventLoop loop;
  private final Engine engine;
  private final QuicLinks links;
  private final EffectQueue effects;
  private final Histories histories;
  private final @Nullable KeptRights rights;
  private final Validators validators = new Validators(this::judged);
  private final Consumer<NodeEvent> happenings;
  private final long startNanos = System.nanoTime();

  private final Publishing publishing = new Publishing(this::submitOnLoop);
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final CompletableFuture<Boolean> joined = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean draining;
  private boolean left;
  private @Nullable Future<?> timer;
  private volatile @Nullable Future<?> saving;
  private volatile @Nullable Future<?> savingDht;
  private volatile @Nullable Future<?> watching;
  private long timerNanos = Deadlines.NEVER;
  private long failures;
  private List<PeerRecord> savedRecords = List.of();
  private @Nullable Endpoint address;
  private @Nullable DhtLoop dht;
  private @Nullable Rendezvous rendezvous;
  private volatile @Nullable NodeStats lastStats;
  private volatile @Nullable SavedDht savedDht;
  private volatile @Nullable PortMapper mapper;

  /**
   * @param members who may be in the network, and publish in all of it
   * @param ownTransport whether to end the transport with the node
   * @param dir where to keep the addresses of peers, and to be closed with the node
   * @param limits what the node does for others as a relay
   * @param deliveries called on the loop; must not wait
   * @param happenings called on the loop; must not wait
   */
  public NodeLoop(
      KeyPairIdentity identity,
      Ed25519 crypto,
      String network,
      Rights members,
      Transport transport,
      boolean ownTransport,
      @Nullable DataDir dir,
      RelayLimits limits,
      Consumer<Delivery> deliveries,
      Consumer<NodeEvent> happenings) {
    this.identity = identity;
    this.network = network;
    this.members = members;
    this.transport = transport;
    this.ownTransport = ownTransport;
    this.dir = dir;
    this.rights = dir == null ? null : new KeptRights(dir, crypto);
    this.happenings = happenings;
    loop = transport.next();
    links =
        new QuicLinks(
            transport, loop, new LinkTls(identity), limits, this::submitOnLoop, this::moved);
    histories =
        new Histories(
            new Histories.Loop() {
              @Override
              public boolean run(Runnable task) {
                return onLoop(task);
              }

              @Override
              public void schedule(Runnable task, long delay, TimeUnit unit) {
                var _ = loop.schedule(task, delay, unit);
              }
            },
            this::submitOnLoop,
            happenings);
    effects =
        new EffectQueue(
            links,
            delivery -> deliver(delivery, deliveries),
            validators,
            this::note,
            publishing,
            histories::read);
    engine =
        new Engine(
            identity,
            crypto,
            members,
            members,
            EngineConfig.DEFAULT,
            System.currentTimeMillis(),
            new SecureRandom().nextLong());
  }

  /**
   * Opens the socket and sets the engine going.
   *
   * @param mapPort whether to ask the gateway to pass on to the port what comes from outside
   * @param tunnelPort the TCP port to take tunnels in at, 0 for none
   * @param tunnels relays to go through while UDP gets nowhere
   * @param settings how the node is in the DHT, null if it is not
   * @throws org.xorcast.PortInUseException if the port belongs to another socket
   */
  public void start(
      InetSocketAddress bind,
      List<Endpoint> bootstrap,
      List<PeerRecord> cached,
      boolean mapPort,
      int tunnelPort,
      List<TunnelTarget> tunnels,
      @Nullable DhtSettings settings) {
    InetSocketAddress bound = links.open(bind);
    if (tunnelPort > 0) {
      takeTunnels(new InetSocketAddress(bound.getAddress(), tunnelPort));
    }
    links.tunnelBy(tunnels);
    address = Addresses.endpoint(bound);
    List<Endpoint> own = OwnEndpoints.of(bound);
    log.info("node {} of network \"{}\" listens on {}", id(), network, address);
    PeerId owner = members.owner();
    List<Statement> known = rights == null || owner == null ? List.of() : rights.load(null, owner);
    loop.execute(() -> {
      known.forEach(statement -> submitOnLoop(new Event.Issue(statement.signed())));
      if (rights != null && owner != null) {
        rights.opened(null, network, owner, members);
      }
      submitOnLoop(new Event.Start(own, bootstrap, cached, settings != null));
    });
    if (bound.getAddress().isAnyLocalAddress()) {
      watching =
          new AddressWatch(
                  own, () -> OwnEndpoints.of(bound), changed -> onLoop(() -> moved(changed)))
              .start(loop);
    }
    if (mapPort) {
      Thread.ofVirtual().name("xorcast-map-port").start(() -> mapPort(bound.getPort()));
    }
    if (settings != null) {
      enterDht(settings, bound);
    }
    if (settings != null && dir != null) {
      savingDht =
          loop.scheduleAtFixedRate(
              this::saveDhtInBackground, SAVE_DHT_SECONDS, SAVE_DHT_SECONDS, TimeUnit.SECONDS);
    }
    if (dir != null) {
      saving =
          loop.scheduleAtFixedRate(
              this::saveInBackground, SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void moved(List<Endpoint> own) {
    log.info("node {}: the addresses of this machine are {} now", id().abbreviated(), own);
    links.own(own);
    submitOnLoop(new Event.Addresses(own));
  }

  private void takeTunnels(InetSocketAddress at) {
    try {
      links.takeTunnels(at);
    } catch (RuntimeException e) {
      loop.execute(() -> {
        var _ = links.closeWhenIdle(0);
      });
      throw e;
    }
  }

  /**
   * Asks the gateway, if there is one, to let strangers in; may be slow, and nobody waits for it.
   */
  private void mapPort(int port) {
    Gateway.find()
        .ifPresent(gateway -> {
          PortMapper opened =
              new PortMapper(
                  gateway, port, mapping -> onLoop(() -> links.mapped(trusted(mapping))));
          mapper = opened;
          opened.start();
          if (closing.get()) {
            opened.close();
          }
        });
  }

  private static @Nullable Endpoint trusted(Optional<Mapping> mapping) {
    return mapping.filter(Mapping::trusted).map(Mapping::external).orElse(null);
  }

  private void enterDht(DhtSettings settings, InetSocketAddress bound) {
    List<Endpoint> ways = settings.bootstrap();
    DhtConfig config = DhtBuilder.config(bound, ways, settings.mode());
    SavedDht last = dir == null ? null : dir.loadDht();
    NodeId self = last == null ? null : last.self();
    DhtLoop node = new DhtLoop(loop, config, self, Ed25519.shared(), links::send);
    Rendezvous meeting =
        new Rendezvous(
            loop,
            node,
            identity,
            () -> engine.network().overlay().selfRecord(),
            () -> engine.neighbours().size(),
            found -> submitOnLoop(new Event.Found(found)));
    dht = node;
    rendezvous = meeting;
    loop.execute(() -> {
      links.krpcTo(node::received);
      node.start(ways, last == null ? List.of() : last.nodes());
      meeting.start();
      meeting.join(members.group());
    });
  }

  /** This node in the DHT, null if it is not there. */
  public @Nullable DhtLoop dht() {
    return dht;
  }

  public PeerId id() {
    return identity.peerId();
  }

  /** Where the socket is bound. */
  public Endpoint address() {
    if (address == null) {
      throw new IllegalStateException("not started");
    }
    return address;
  }

  // ---- questions and commands from any thread ---------------------------------------------------

  public boolean isJoined() {
    return joined.getNow(false);
  }

  /** Waits for the join; false if it did not come in time, or the node was closed before. */
  public boolean awaitJoined(Duration timeout) throws InterruptedException {
    try {
      return joined.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      return false;
    }
  }

  /**
   * Broadcasts a payload, which must not change any more.
   *
   * @param topic whom to, null for the whole network
   * @param key of what it is the newest value, null for a message
   * @param receipt what the caller wants to know about who has it, null for nothing
   * @return completes when it is on its way, or with a {@link NoPeersException}, a {@link
   *     NoRightException}, a {@link TooFastException} or a {@link NodeClosedException}
   */
  public CompletableFuture<Published> publish(
      @Nullable TopicId topic,
      @Nullable String name,
      @Nullable String key,
      Bytes payload,
      @Nullable ReceiptRequest receipt) {
    CompletableFuture<Published> answer = new CompletableFuture<>();
    publishing.add(new Publishing.Command(topic, name, key, payload, receipt, answer));
    if (!onLoop(this::publishNext)) {
      answer.completeExceptionally(new NodeClosedException("the node"));
    }
    return answer;
  }

  private void publishNext() {
    Publishing.Command command = publishing.next();
    if (left) {
      command.answer().completeExceptionally(new NodeClosedException("the node"));
    } else if (engine.neighbours().isEmpty()) {
      command.answer().completeExceptionally(new NoPeersException(whyNoPeers()));
    } else if (lacksRight(command.topic(), command.payload())) {
      Rights.Verdict verdict = verdict(command.topic(), command.payload());
      command.answer().completeExceptionally(new NoRightException(verdict));
    } else {
      publishing.publish(command);
    }
  }

  /**
   * Has the messages of a topic delivered from now on.
   *
   * @param name what people call it
   * @param owner to whom it belongs, null if it is open
   */
  public void subscribe(TopicId topic, String name, @Nullable PeerId owner) {
    KeptRights kept = rights;
    List<Statement> known = kept == null || owner == null ? List.of() : kept.load(topic, owner);
    Boolean accepted =
        ask(() -> {
          boolean room = engine.subscriptions() < Topics.SUBSCRIPTIONS_MAX;
          if (room) {
            submitOnLoop(new Event.Subscribe(topic, owner));
            if (rendezvous != null) {
              rendezvous.join(topic.bytes());
            }
            judgeAgain(topic);
            known.forEach(statement -> submitOnLoop(new Event.Issue(statement.signed())));
            Member member = engine.member(topic);
            if (kept != null && owner != null && member != null) {
              kept.opened(topic, name, owner, member.cast().rights());
            }
          }
          return room;
        });
    if (accepted == null) {
      throw new NodeClosedException("the node");
    }
    if (!accepted) {
      throw new XorcastException(
          "a node subscribes to at most "
              + Topics.SUBSCRIPTIONS_MAX
              + " topics: close one of them first");
    }
  }

  /** Leaves a topic. */
  public void unsubscribe(TopicId topic) {
    onLoop(() -> {
      submitOnLoop(new Event.Unsubscribe(topic));
      if (rendezvous != null) {
        rendezvous.leave(topic.bytes());
      }
    });
  }

  /**
   * Hands a group's values to {@code taker}, on the loop: what is delivered afterwards is newer.
   *
   * @param topic null for the whole network
   */
  public void withValues(@Nullable TopicId topic, Consumer<List<Delivery>> taker) {
    Boolean taken =
        ask(() -> {
          taker.accept(engine.values(topic));
          return true;
        });
    if (taken == null) {
      throw new NodeClosedException("the node");
    }
  }

  /**
   * Has a group's messages stored from now on, and what is missing of them caught up with.
   *
   * @param spans what the store has
   * @param onStored called on any thread whenever something was stored
   */
  public void remember(
      @Nullable TopicId topic,
      HistoryStore store,
      From from,
      long sinceMillis,
      List<Span> spans,
      Runnable onStored) {
    onLoop(() -> histories.open(topic, store, from, sinceMillis, spans, onStored));
  }

  /** Gives the engine values that have been kept since an earlier run. */
  public void restore(@Nullable TopicId topic, List<Kept> values) {
    onLoop(() -> submitOnLoop(new Event.Restore(topic, values)));
  }

  /**
   * Where a group's history lies.
   *
   * @throws IllegalStateException if the node has no data directory
   */
  public Path historyFile(@Nullable TopicId topic) {
    if (dir == null) {
      throw new IllegalStateException(
          "a history on disk needs a data directory: name one to the builder, or keep the history"
              + " in memory");
    }
    return dir.historyFile(topic == null ? "network" : topic.toString());
  }

  /**
   * Asks {@code validator} about every message of others before it is delivered and passed on.
   *
   * @param topic where, null for the whole network
   * @param limit how long an answer is waited for
   */
  public void validate(
      @Nullable TopicId topic, Function<Delivery, Judgement> validator, Duration limit) {
    validators.put(topic, validator, limit);
    onLoop(() -> judgeAgain(topic));
  }

  private void judgeAgain(@Nullable TopicId topic) {
    Duration limit = validators.limit(topic);
    if (limit != null) {
      submitOnLoop(new Event.Judge(topic, limit.toNanos()));
    }
  }

  /** Being too fast is the engine's to refuse: it knows for how long. */
  private boolean lacksRight(@Nullable TopicId topic, Bytes payload) {
    Rights.Verdict verdict = verdict(topic, payload);
    return verdict != Rights.Verdict.GRANTED && verdict != Rights.Verdict.OVER_RATE;
  }

  private Rights.Verdict verdict(@Nullable TopicId topic, Bytes payload) {
    return engine.judgeOwn(topic, payload.length(), nowNanos());
  }

  /**
   * Tells the members of a group that belongs to this node what it says about a peer. Returns when
   * that is on the disk, if the node has a data directory.
   *
   * @param topic null for the network
   * @param statement makes and signs it, given a serial above all that the peer has had
   * @throws org.xorcast.DataDirUnusableException if it cannot be kept; it counts all the same
   */
  public void issue(
      @Nullable TopicId topic, PeerId about, BiFunction<Identity, Long, Statement> statement) {
    KeptRights kept = rights;
    List<KeptRights.Copy> issued =
        ask(() -> {
          Member member = left ? null : topic == null ? engine.network() : engine.member(topic);
          if (member == null) {
            throw new NodeClosedException("the node");
          }
          long serial = nextSerial(member, about);
          submitOnLoop(new Event.Issue(statement.apply(identity, serial).signed()));
          return kept == null ? List.of() : kept.changed(engine);
        });
    if (issued == null) {
      throw new NodeClosedException("the node");
    }
    if (kept != null) {
      kept.save(issued);
    }
  }

  /**
   * Signs what the network's owner, this node, says about a peer, and tells nobody.
   *
   * @param statement makes and signs it, given a serial above all that the peer has had
   */
  public byte[] certify(PeerId about, BiFunction<Identity, Long, Statement> statement) {
    Long serial = ask(() -> nextSerial(engine.network(), about));
    if (serial == null) {
      throw new NodeClosedException("the node");
    }
    return statement.apply(identity, serial).signed().unwrap().clone();
  }

  private static long nextSerial(Member member, PeerId about) {
    Statement latest = member.cast().rights().of(about);
    return Math.max(System.currentTimeMillis(), latest == null ? 0 : latest.serial() + 1);
  }

  private void judged(Event.Judged judged) {
    onLoop(() -> submitOnLoop(judged));
  }

  private String whyNoPeers() {
    return isJoined() ? "this node is alone in its network" : "it has not joined the network yet";
  }

  /** The names of the topics in which this node has said who may publish, in this run or before. */
  public List<String> ownTopics() {
    return dir == null ? List.of() : dir.topicsOwnedBy(id());
  }

  /** The neighbours, none once the node is closed. */
  public List<Peer> peers() {
    List<Peer> peers = ask(() -> left ? List.of() : Snapshots.peers(engine, links));
    return peers == null ? List.of() : peers;
  }

  /** The neighbours in a topic, none if it is not subscribed to. */
  public List<Peer> peers(TopicId topic) {
    List<Peer> peers = ask(() -> left ? List.of() : Snapshots.peers(engine, topic, links));
    return peers == null ? List.of() : peers;
  }

  /**
   * What the node knows of its own place, and does as a relay.
   *
   * @throws NodeClosedException if the node is closed
   */
  public Whereabouts whereabouts() {
    Whereabouts here =
        ask(() -> {
          PathCore paths = links.pathCore();
          return left
              ? null
              : new Whereabouts(
                  paths.own(),
                  paths.place(),
                  paths.relayCounters(),
                  paths.stunCounters(),
                  links.tunnels());
        });
    if (here == null) {
      throw new NodeClosedException("the node");
    }
    return here;
  }

  /**
   * What was counted, the last values once the node is closed.
   *
   * @param messagesLost what the subscriptions dropped
   */
  public NodeStats stats(long messagesLost) {
    NodeStats stats = lastStats;
    if (stats == null) {
      stats = ask(this::snapshot);
    }
    if (stats == null) {
      // The loop is no more, so nothing changes any more either.
      stats = lastStats == null ? snapshot() : lastStats;
    }
    return stats.withMessagesLost(messagesLost);
  }

  private NodeStats snapshot() {
    return Snapshots.stats(engine, links, failures);
  }

  /** The answer of the loop, null if the loop is no more. */
  private <T> @Nullable T ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean accepted =
        onLoop(() -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return accepted ? answer.join() : null;
  }

  private boolean onLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException loopIsGone) {
      return false;
    }
  }

  // ---- on the loop ------------------------------------------------------------------------------

  private void submitOnLoop(Event event) {
    if (left) {
      return;
    }
    events.add(event);
    if (draining) {
      return;
    }
    draining = true;
    try {
      for (Event next = events.poll(); next != null; next = events.poll()) {
        handle(next);
      }
    } finally {
      draining = false;
    }
    if (engine.isJoined()) {
      joined.complete(true);
    }
    armTimer();
  }

  private void handle(Event event) {
    try {
      engine.handle(event, nowNanos(), effects);
    } catch (RuntimeException | AssertionError e) {
      failed("handling an event", e);
      if (event instanceof Event.Publish publish) {
        publishing.failed(publish, e);
      }
    }
    for (boolean more = true; more; ) {
      try {
        more = effects.applyNext();
      } catch (RuntimeException | AssertionError e) {
        failed("applying an effect", e);
      }
    }
  }

  private void failed(String doing, Throwable cause) {
    failures++;
    log.error("node {} failed while {}; it goes on", id().abbreviated(), doing, cause);
  }

  private long nowNanos() {
    return System.nanoTime() - startNanos;
  }

  private void armTimer() {
    long next = left ? Deadlines.NEVER : engine.nextDeadlineNanos();
    if (next >= timerNanos) {
      // The timer that runs comes early enough, and then looks again.
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    timerNanos = next;
    timer = loop.schedule(this::wake, Math.max(0, next - nowNanos()), TimeUnit.NANOSECONDS);
  }

  private void wake() {
    timer = null;
    timerNanos = Deadlines.NEVER;
    submitOnLoop(new Event.Wake());
  }

  private void moved(QuicLinks.Moved moved) {
    log.info(
        "node {}: the link with {} goes by {} now, no longer by {}",
        id().abbreviated(),
        moved.peer().abbreviated(),
        moved.to(),
        moved.from());
    Rung rung = links.rung(moved.link(), moved.to());
    happenings.accept(new NodeEvent.PathChanged(moved.peer(), rung, moved.to().next()));
  }

  private void note(Note note) {
    switch (note) {
      case Note.Joined joinedNow -> log.info("node {}: {}", id().abbreviated(), note);
      case Note.Misbehaviour bad -> log.warn("node {}: {}", id().abbreviated(), note);
      case Note.Equivocation twice -> log.warn("node {}: {}", id().abbreviated(), note);
      case Note.ClockSkew skew -> log.warn("node {}: {}", id().abbreviated(), note);
      default -> log.debug("node {}: {}", id().abbreviated(), note);
    }
    happenings.accept(withRung(NodeEvent.of(note)));
  }

  /** The engine does not know by which rung a peer is reached. */
  private NodeEvent withRung(NodeEvent event) {
    PeerId peer =
        switch (event) {
          case NodeEvent.PeerUp up -> up.peer();
          case NodeEvent.PathChanged changed -> changed.peer();
          default -> null;
        };
    Neighbour neighbour = peer == null ? null : engine.network().overlay().neighbour(peer);
    Via via = neighbour == null ? null : links.via(neighbour.link());
    if (neighbour == null || via == null) {
      return event;
    }
    Rung rung = links.rung(neighbour.link(), via);
    return event instanceof NodeEvent.PeerUp
        ? new NodeEvent.PeerUp(neighbour.peer(), rung, via.next())
        : new NodeEvent.PathChanged(neighbour.peer(), rung, via.next());
  }

  private void deliver(Delivery delivery, Consumer<Delivery> application) {
    histories.store(delivery);
    application.accept(delivery);
  }

  private void saveInBackground() {
    KeptRights kept = rights;
    List<KeptRights.Copy> changed = kept == null || left ? List.of() : kept.changed(engine);
    if (kept != null && !changed.isEmpty()) {
      Thread.ofVirtual().name("xorcast-save-rights").start(() -> kept.trySave(changed));
    }
    List<PeerRecord> records = engine.knownRecords();
    if (dir != null && !left && !records.isEmpty() && !records.equals(savedRecords)) {
      savedRecords = records;
      Thread.ofVirtual().name("xorcast-save").start(() -> dir.savePeers(records));
    }
  }

  private void saveDhtInBackground() {
    SavedDht known = dht == null || left ? null : dht.saved();
    if (dir != null && known != null && !known.nodes().isEmpty()) {
      Thread.ofVirtual().name("xorcast-save-dht").start(() -> dir.saveDht(known));
    }
  }

  // ---- the end ----------------------------------------------------------------------------------

  /** Leaves politely and frees everything. Later calls wait until the first is done. */
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitQuietly(closed);
      return;
    }
    PortMapper mapping = mapper;
    if (mapping != null) {
      mapping.close();
    }
    List<PeerRecord> records = List.of();
    try {
      CountDownLatch socketClosed = new CountDownLatch(1);
      List<PeerRecord> known = ask(() -> leave(socketClosed));
      records = known == null ? List.of() : known;
      if (known != null) {
        awaitQuietly(socketClosed);
      }
    } finally {
      if (dir != null) {
        SavedDht lastDht = savedDht;
        if (lastDht != null && !lastDht.nodes().isEmpty()) {
          dir.saveDht(lastDht);
        }
        if (!records.isEmpty()) {
          dir.savePeers(records);
        }
        dir.close();
      }
      if (ownTransport) {
        transport.close();
      }
      closed.countDown();
      log.info("node {} is closed", id().abbreviated());
    }
  }

  /** Says goodbye; {@code socketClosed} counts down when the last of it has left. */
  private List<PeerRecord> leave(CountDownLatch socketClosed) {
    List<PeerRecord> records = engine.knownRecords();
    lastStats = snapshot();
    submitOnLoop(new Event.Leave());
    left = true;
    if (timer != null) {
      timer.cancel(false);
    }
    Future<?> saves = saving;
    if (saves != null) {
      saves.cancel(false);
    }
    Future<?> dhtSaves = savingDht;
    if (dhtSaves != null) {
      dhtSaves.cancel(false);
    }
    Future<?> watches = watching;
    if (watches != null) {
      watches.cancel(false);
    }
    joined.complete(false);
    publishing.close();
    if (rendezvous != null && dht != null) {
      savedDht = dht.saved();
      rendezvous.close();
      dht.close();
    }
    links.closeWhenIdle(LEAVE_MILLIS).addListener(done -> socketClosed.countDown());
    return records;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      boolean done = latch.await(LEAVE_MILLIS + LEAVE_GRACE_MILLIS, TimeUnit.MILLISECONDS);
      log.debug("closed in time: {}", done);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
