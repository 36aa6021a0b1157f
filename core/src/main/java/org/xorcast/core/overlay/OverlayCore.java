package org.xorcast.core.overlay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.kad.Lookup;
import org.xorcast.core.kad.ReplacementCache.Candidate;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.overlay.Links.Link;
import org.xorcast.core.overlay.OverlayMessage.Find;
import org.xorcast.core.overlay.OverlayMessage.Hello;
import org.xorcast.core.overlay.OverlayMessage.Nodes;
import org.xorcast.core.overlay.OverlayMessage.Ping;
import org.xorcast.core.overlay.OverlayMessage.Pong;
import org.xorcast.core.wire.PeerRecordCodec;

/**
 * Keeps one group's table of neighbours full and alive.
 *
 * <p>Join: link to any member, look up the own id, link to whoever answered. Then, ever less often
 * as long as nothing changes, fill buckets that are below their target from the replacement cache
 * or by looking up an id in them, and look up the own id again.
 */
public final class OverlayCore implements Core<Event> {
  private static final long MAINTAIN_MIN_NANOS = Duration.ofMillis(200).toNanos();
  private static final long MAINTAIN_MAX_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long REFRESH_MAX_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long SURPLUS_AFTER_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long CHECK_EVERY_NANOS = Duration.ofMillis(100).toNanos();
  private static final int LOOKUP_WIDTH = 8;
  private static final int OBSERVED_MAX = 16;
  private static final int OBSERVERS_NEEDED = 2;

  private enum Deadline {
    MAINTAIN,
    LIVENESS,
    QUERIES
  }

  /** When a bucket, or the own neighbourhood, is looked up next. */
  private static final class Refresh {
    long notBeforeNanos;
    long everyNanos;

    Refresh(long everyNanos) {
      this.everyNanos = everyNanos;
    }
  }

  /** A neighbour that came or went, for the protocols on top. */
  public record Change(Neighbour neighbour, boolean up) {}

  private final Identity identity;
  private final Verifier verifier;
  private final Bytes network;
  private final OverlayConfig config;
  private final long epochMillisAtZero;
  private final Rng rng;
  private final Counters counters;
  private final NodeId selfId;

  private final RoutingTable<Neighbour> table;
  private final Links links;
  private final Dialler dialler;
  private final Finder finder;
  private final Deadlines<Deadline> deadlines = new Deadlines<>(Deadline.class);
  private final Map<Integer, Refresh> refreshes = new LinkedHashMap<>();
  private final Refresh selfRefresh;
  private final Map<Endpoint, Set<PeerId>> observed = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();

  private PeerRecord selfRecord;
  private long maintainEveryNanos = MAINTAIN_MIN_NANOS;
  private boolean joined;
  private boolean leaving;

  /**
   * @param network hash of the network's name; nodes of different networks never become neighbours
   * @param epochMillisAtZero the wall clock, milliseconds since 1970, when the event time was 0
   */
  public OverlayCore(
      Identity identity,
      Verifier verifier,
      Bytes network,
      OverlayConfig config,
      long epochMillisAtZero,
      Rng rng,
      Counters counters) {
    this.identity = identity;
    this.verifier = verifier;
    this.network = network;
    this.config = config;
    this.epochMillisAtZero = epochMillisAtZero;
    this.rng = rng;
    this.counters = counters;
    this.selfId = NodeId.of(identity.peerId());
    this.table = new RoutingTable<>(selfId, config.bucketSize());
    this.links = new Links(identity.peerId());
    this.dialler = new Dialler(selfId, config, counters);
    this.finder = new Finder(config);
    this.selfRefresh = new Refresh(config.refreshNanos());
    this.selfRecord = PeerRecordCodec.sign(identity, 0, List.of());
  }

  public NodeId selfId() {
    return selfId;
  }

  /** The neighbours that messages may be delegated to. */
  public RoutingTable<Neighbour> table() {
    return table;
  }

  /** All neighbours, also those for which the table has no room. */
  public List<Neighbour> neighbours() {
    return links.neighbours();
  }

  /** The neighbour at the other end of {@code link}, null if the link has not said HELLO. */
  public @Nullable Neighbour neighbour(long link) {
    Link found = links.get(link);
    return found == null ? null : found.neighbour;
  }

  public boolean isJoined() {
    return joined;
  }

  public PeerRecord selfRecord() {
    return selfRecord;
  }

  /** Records worth keeping for the next start: neighbours first, then candidates. */
  public List<PeerRecord> knownRecords() {
    List<PeerRecord> records = new ArrayList<>();
    links.neighbours().forEach(neighbour -> records.add(neighbour.record()));
    records.addAll(dialler.candidates().records());
    return records;
  }

  /** Removes and returns who came and who went since the last call. */
  public List<Change> takeChanges() {
    List<Change> taken = new ArrayList<>(changes);
    changes.clear();
    return taken;
  }

  @Override
  public long nextDeadlineNanos() {
    return deadlines.nextNanos();
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Start start -> onStart(start, nowNanos);
      case Event.LinkUp up -> onLinkUp(up, nowNanos, out);
      case Event.LinkDown down -> onLinkDown(down, nowNanos, out);
      case Event.DialFailed failed ->
          onDialFailed(failed.to(), failed.expected(), failed.reason(), nowNanos, out);
      case Event.Received received -> onFrame(received, nowNanos, out);
      case Event.Leave leave -> onLeave(out);
      case Event.Wake wake -> onWake(nowNanos, out);
      case Event.Publish publish -> throw new IllegalArgumentException("not for the overlay");
    }
  }

  private void onStart(Event.Start start, long nowNanos) {
    List<Endpoint> own = start.own();
    selfRecord =
        PeerRecordCodec.sign(
            identity,
            wallMillis(nowNanos),
            own.subList(0, Math.min(own.size(), PeerRecord.ENDPOINTS_MAX)));
    start.bootstrap().forEach(dialler::addBootstrap);
    for (PeerRecord record : start.cached()) {
      learn(record);
    }
    deadlines.set(Deadline.MAINTAIN, nowNanos);
  }

  private long wallMillis(long nowNanos) {
    return epochMillisAtZero + nowNanos / 1_000_000;
  }

  // ---- links ------------------------------------------------------------------------------------

  private void onLinkUp(Event.LinkUp up, long nowNanos, Effects out) {
    Link link = new Link(up.link(), up.peer(), up.remote(), up.dialled(), nowNanos);
    if (up.dialled()) {
      dialler.linkUp(up.peer(), up.remote());
    }
    if (up.peer().equals(identity.peerId())) {
      dialler.settled(up.peer(), up.remote(), nowNanos);
      out.close(up.link(), CloseReason.SELF);
      return;
    }
    if (leaving || (!up.dialled() && links.size() >= config.linksMax())) {
      counters.increment(Counter.LINKS_REFUSED);
      out.close(up.link(), leaving ? CloseReason.LEAVING : CloseReason.FULL);
      return;
    }
    links.add(link);
    send(
        link.number,
        new Hello(OverlayMessage.PROTOCOL_VERSION, network, selfRecord, up.remote()),
        out);
    deadlines.setEarlier(Deadline.LIVENESS, nowNanos + config.helloNanos());
  }

  private void onLinkDown(Event.LinkDown down, long nowNanos, Effects out) {
    Link link = links.get(down.link());
    if (link != null) {
      drop(link, down.reason(), nowNanos, out);
    }
  }

  /** Forgets a link that is already closed, with all that follows for its peer. */
  private void drop(Link link, CloseReason reason, long nowNanos, Effects out) {
    Neighbour neighbour = link.neighbour;
    boolean carriesNeighbour = links.established(link.peer) == link;
    links.remove(link);
    Link other = links.pending(link.peer);
    if (neighbour == null) {
      if (link.dialled && other == null && links.established(link.peer) == null) {
        onDialFailed(link.remote, link.peer, reason, nowNanos, out);
      }
    } else if (carriesNeighbour && reason == CloseReason.DUPLICATE && other != null) {
      move(neighbour, other, out);
    } else if (carriesNeighbour) {
      lose(neighbour, reason, nowNanos, out);
    }
  }

  private void lose(Neighbour neighbour, CloseReason reason, long nowNanos, Effects out) {
    table.remove(neighbour.nodeId());
    changes.add(new Change(neighbour, false));
    out.log(new Note.NeighbourDown(neighbour.peer(), reason));
    if (reason == CloseReason.TIMEOUT) {
      counters.increment(Counter.NEIGHBOURS_TIMED_OUT);
    }
    if (reason != CloseReason.LEAVING) {
      dialler.candidates().offer(neighbour.record());
      Candidate candidate = dialler.candidates().get(neighbour.peer());
      if (candidate != null && reason == CloseReason.SURPLUS) {
        candidate.postponeUntil(nowNanos + 2 * SURPLUS_AFTER_NANOS);
      } else if (candidate != null) {
        candidate.failUntil(nowNanos + SURPLUS_AFTER_NANOS);
      }
    }
    finder.unreachable(neighbour.peer());
    refreshes.remove(neighbour.bucketIndex());
    hurry(nowNanos);
  }

  private void close(Link link, CloseReason reason, long nowNanos, Effects out) {
    out.close(link.number, reason);
    drop(link, reason, nowNanos, out);
  }

  /** Closes the link of a peer that broke the protocol. */
  public void expel(long number, String what, long nowNanos, Effects out) {
    Link link = links.get(number);
    if (link != null) {
      out.log(new Note.Misbehaviour(link.peer, what));
      close(link, CloseReason.PROTOCOL_ERROR, nowNanos, out);
    }
  }

  private void onDialFailed(
      Endpoint to, @Nullable PeerId expected, CloseReason reason, long nowNanos, Effects out) {
    if (dialler.failed(to, expected, reason, nowNanos, out) && expected != null) {
      finder.unreachable(expected);
      advanceLookups(nowNanos, out);
    }
    hurry(nowNanos);
  }

  private void onLeave(Effects out) {
    leaving = true;
    for (Link link : links.all()) {
      if (link.isEstablished()) {
        send(link.number, new OverlayMessage.Bye(), out);
      }
      out.close(link.number, CloseReason.LEAVING);
    }
  }

  // ---- frames -----------------------------------------------------------------------------------

  private void onFrame(Event.Received received, long nowNanos, Effects out) {
    Link link = links.get(received.link());
    if (link == null) {
      return;
    }
    OverlayMessage message = OverlayMessage.decode(received.frame().unwrap());
    Neighbour neighbour = link.neighbour;
    if (neighbour == null) {
      if (message instanceof Hello hello) {
        onHello(link, hello, nowNanos, out);
      } else {
        counters.increment(Counter.EARLY_FRAMES);
      }
      return;
    }
    switch (message) {
      case Hello again -> takeOver(neighbour, again.record());
      case OverlayMessage.RecordUpdate changed -> takeOver(neighbour, changed.record());
      case Find find -> onFind(neighbour, find, out);
      case Nodes nodes -> onNodes(neighbour, nodes, nowNanos, out);
      case Ping ping -> send(link.number, new Pong(ping.sentNanos()), out);
      case Pong pong -> neighbour.pong(pong.sentNanos(), nowNanos);
      case OverlayMessage.Bye bye -> close(link, CloseReason.LEAVING, nowNanos, out);
    }
  }

  private void onHello(Link link, Hello hello, long nowNanos, Effects out) {
    CloseReason refusal = null;
    if (!hello.network().equals(network)) {
      refusal = CloseReason.WRONG_NETWORK;
    } else if (hello.version() != OverlayMessage.PROTOCOL_VERSION) {
      refusal = CloseReason.WRONG_VERSION;
    } else if (!hello.record().peer().equals(link.peer) || !isGenuine(hello.record())) {
      refusal = CloseReason.PROTOCOL_ERROR;
    }
    if (refusal != null) {
      close(link, refusal, nowNanos, out);
      return;
    }
    Link current = links.established(link.peer);
    if (current != null && !links.prefers(link, current)) {
      close(link, CloseReason.DUPLICATE, nowNanos, out);
      return;
    }
    if (link.dialled) {
      dialler.settled(link.peer, link.remote, nowNanos);
    } else {
      dialler.candidates().remove(link.peer);
    }
    if (current != null && current.neighbour != null) {
      Neighbour neighbour = current.neighbour;
      move(neighbour, link, out);
      links.remove(current);
      out.close(current.number, CloseReason.DUPLICATE);
      takeOver(neighbour, hello.record());
    } else {
      welcome(link, hello.record(), nowNanos, out);
    }
    Endpoint seenAs = hello.observed();
    if (seenAs != null) {
      onObserved(seenAs, link.peer, nowNanos, out);
    }
  }

  /** A neighbour is on another link from now on; what was asked on the old one may be lost. */
  private void move(Neighbour neighbour, Link link, Effects out) {
    neighbour.moveTo(link.number, link.remote);
    links.establish(link, neighbour);
    finder
        .openQuestions(neighbour.peer())
        .forEach((transaction, target) -> send(link.number, new Find(transaction, target), out));
  }

  private void welcome(Link link, PeerRecord record, long nowNanos, Effects out) {
    Neighbour neighbour = new Neighbour(selfId, record, link.number, link.remote, nowNanos);
    links.establish(link, neighbour);
    table.add(neighbour);
    changes.add(new Change(neighbour, true));
    out.log(new Note.NeighbourUp(link.peer, link.remote));
    ping(neighbour, nowNanos, out);
    for (Lookup lookup : finder.linked(link.peer)) {
      ask(lookup, neighbour, nowNanos, out);
    }
    hurry(nowNanos);
    if (!joined) {
      deadlines.set(Deadline.MAINTAIN, nowNanos);
    }
  }

  private void takeOver(Neighbour neighbour, PeerRecord record) {
    if (record.peer().equals(neighbour.peer())
        && record.isNewerThan(neighbour.record())
        && isGenuine(record)) {
      neighbour.update(record);
    }
  }

  private boolean isGenuine(PeerRecord record) {
    if (PeerRecordCodec.verify(record, verifier)) {
      return true;
    }
    counters.increment(Counter.BAD_PEER_RECORDS);
    return false;
  }

  /** An address at which others see this node, believed once two peers agree on it. */
  private void onObserved(Endpoint endpoint, PeerId observer, long nowNanos, Effects out) {
    if (selfRecord.endpoints().contains(endpoint)
        || selfRecord.endpoints().size() >= PeerRecord.ENDPOINTS_MAX
        || (observed.size() >= OBSERVED_MAX && !observed.containsKey(endpoint))) {
      return;
    }
    Set<PeerId> observers = observed.computeIfAbsent(endpoint, e -> new LinkedHashSet<>());
    observers.add(observer);
    if (observers.size() < OBSERVERS_NEEDED && !selfRecord.endpoints().isEmpty()) {
      return;
    }
    observed.remove(endpoint);
    List<Endpoint> endpoints = new ArrayList<>(selfRecord.endpoints());
    endpoints.add(endpoint);
    long version = Math.max(wallMillis(nowNanos), selfRecord.version() + 1);
    selfRecord = PeerRecordCodec.sign(identity, version, endpoints);
    for (Neighbour neighbour : links.neighbours()) {
      send(neighbour.link(), new OverlayMessage.RecordUpdate(selfRecord), out);
    }
  }

  // ---- lookups ----------------------------------------------------------------------------------

  private void onFind(Neighbour asker, Find find, Effects out) {
    List<PeerRecord> records = new ArrayList<>(OverlayMessage.NODES_MAX);
    for (Neighbour neighbour : table.closest(find.target(), OverlayMessage.NODES_MAX + 1)) {
      if (!neighbour.peer().equals(asker.peer()) && records.size() < OverlayMessage.NODES_MAX) {
        records.add(neighbour.record());
      }
    }
    send(asker.link(), new Nodes(find.transaction(), records), out);
  }

  private void onNodes(Neighbour neighbour, Nodes nodes, long nowNanos, Effects out) {
    List<PeerRecord> genuine = new ArrayList<>(nodes.records().size());
    for (PeerRecord record : nodes.records()) {
      PeerRecord learnt = learn(record);
      if (learnt != null) {
        genuine.add(learnt);
      }
    }
    if (finder.answered(nodes.transaction(), neighbour.peer(), genuine)) {
      advanceLookups(nowNanos, out);
    }
  }

  /** Takes in somebody's record if it is genuine and news; returns the one that now counts. */
  private @Nullable PeerRecord learn(PeerRecord record) {
    if (record.peer().equals(identity.peerId())) {
      return null;
    }
    Link link = links.established(record.peer());
    if (link != null && link.neighbour != null) {
      takeOver(link.neighbour, record);
      return link.neighbour.record();
    }
    Candidate candidate = dialler.candidates().get(record.peer());
    if (candidate != null && !record.isNewerThan(candidate.record())) {
      return candidate.record();
    }
    if (!isGenuine(record)) {
      return null;
    }
    dialler.candidates().offer(record);
    return record;
  }

  private void startLookup(NodeId target, int width, long nowNanos, Effects out) {
    Lookup lookup = new Lookup(target, width, config.lookupParallel());
    for (Neighbour neighbour : table.closest(target, config.bucketSize())) {
      lookup.add(neighbour.record());
    }
    finder.start(lookup);
    advance(lookup, nowNanos, out);
  }

  private void advanceLookups(long nowNanos, Effects out) {
    finder.running().forEach(lookup -> advance(lookup, nowNanos, out));
    for (Lookup done : finder.takeDone()) {
      if (done.target().equals(selfId) && !joined && table.size() > 0) {
        becomeJoined(out);
      }
    }
  }

  private void advance(Lookup lookup, long nowNanos, Effects out) {
    for (PeerRecord next = lookup.next(); next != null; next = lookup.next()) {
      Link link = links.established(next.peer());
      if (link != null && link.neighbour != null) {
        ask(lookup, link.neighbour, nowNanos, out);
      } else if (links.pending(next.peer()) != null || dialler.dial(next, nowNanos, out)) {
        finder.waitForLink(lookup, next.peer());
      } else {
        lookup.failed(next.peer());
      }
    }
  }

  private void ask(Lookup lookup, Neighbour neighbour, long nowNanos, Effects out) {
    long transaction = finder.asked(lookup, neighbour.peer(), nowNanos);
    send(neighbour.link(), new Find(transaction, lookup.target()), out);
    deadlines.set(Deadline.QUERIES, finder.nextExpiryNanos());
  }

  private void becomeJoined(Effects out) {
    joined = true;
    out.log(new Note.Joined(links.establishedCount()));
  }

  // ---- upkeep -----------------------------------------------------------------------------------

  private void onWake(long nowNanos, Effects out) {
    if (deadlines.take(Deadline.QUERIES, nowNanos)) {
      finder.expire(nowNanos);
      advanceLookups(nowNanos, out);
      deadlines.set(Deadline.QUERIES, finder.nextExpiryNanos());
    }
    if (deadlines.take(Deadline.LIVENESS, nowNanos)) {
      checkLiveness(nowNanos, out);
    }
    if (deadlines.take(Deadline.MAINTAIN, nowNanos)) {
      maintain(nowNanos, out);
    }
  }

  /** Something changed: look after the table soon and often again. */
  private void hurry(long nowNanos) {
    maintainEveryNanos = MAINTAIN_MIN_NANOS;
    deadlines.setEarlier(Deadline.MAINTAIN, nowNanos + rng.jitter(MAINTAIN_MIN_NANOS, 0.5));
    deadlines.setEarlier(Deadline.LIVENESS, nowNanos + config.pingRetryNanos());
  }

  private void maintain(long nowNanos, Effects out) {
    boolean busy;
    if (links.establishedCount() == 0) {
      busy = seekEntry(nowNanos, out);
    } else {
      dialler.dialBootstraps(links.remotes(), nowNanos, out);
      busy = lookUpSelf(nowNanos, out);
      busy |= fillBuckets(nowNanos, out);
      closeSurplus(nowNanos, out);
      advanceLookups(nowNanos, out);
    }
    maintainEveryNanos =
        busy ? MAINTAIN_MIN_NANOS : Math.min(2 * maintainEveryNanos, MAINTAIN_MAX_NANOS);
    deadlines.setEarlier(Deadline.MAINTAIN, nowNanos + rng.jitter(maintainEveryNanos, 0.3));
  }

  /** Nobody is linked yet: try every way in. */
  private boolean seekEntry(long nowNanos, Effects out) {
    dialler.dialBootstraps(List.of(), nowNanos, out);
    for (Candidate candidate : dialler.ready(nowNanos)) {
      dialler.dial(candidate.record(), nowNanos, out);
    }
    if (!joined && !dialler.hasBootstraps() && dialler.candidates().records().isEmpty()) {
      becomeJoined(out);
    }
    return dialler.hasBootstraps() && nowNanos + MAINTAIN_MIN_NANOS > dialler.nextBootstrapNanos();
  }

  private boolean lookUpSelf(long nowNanos, Effects out) {
    if (nowNanos < selfRefresh.notBeforeNanos || finder.isRunning(selfId) || !finder.hasRoom()) {
      return false;
    }
    scheduleNext(selfRefresh, nowNanos);
    startLookup(selfId, LOOKUP_WIDTH, nowNanos, out);
    return true;
  }

  private boolean fillBuckets(long nowNanos, Effects out) {
    boolean busy = false;
    int lowest = Math.max(0, table.lowestBucket() - 2);
    for (int index = NodeId.BITS - 1; index >= lowest; index--) {
      int wanted = config.bucketTarget() - table.bucket(index).size();
      if (wanted <= 0) {
        continue;
      }
      for (Candidate candidate : dialler.candidates().ready(index, nowNanos)) {
        PeerId peer = candidate.record().peer();
        if (wanted > 0 && links.pending(peer) == null && links.established(peer) == null) {
          busy |= dialler.dial(candidate.record(), nowNanos, out);
          wanted--;
        }
      }
      if (wanted > 0 && reachesBeyondOwnNeighbourhood(index)) {
        busy |= refresh(index, nowNanos, out);
      }
    }
    return busy;
  }

  /** What lies in the closest buckets is found by looking up the own id already. */
  private boolean reachesBeyondOwnNeighbourhood(int index) {
    int closer = 0;
    for (int i = table.lowestBucket(); i <= index; i++) {
      closer += table.bucket(i).size();
    }
    return closer >= config.bucketSize();
  }

  private boolean refresh(int index, long nowNanos, Effects out) {
    Refresh refresh = refreshes.computeIfAbsent(index, i -> new Refresh(config.refreshNanos()));
    if (nowNanos < refresh.notBeforeNanos || !finder.hasRoom()) {
      return false;
    }
    scheduleNext(refresh, nowNanos);
    startLookup(selfId.inBucket(index, rng.nextNodeId()), LOOKUP_WIDTH, nowNanos, out);
    return true;
  }

  private void scheduleNext(Refresh refresh, long nowNanos) {
    refresh.notBeforeNanos = nowNanos + rng.jitter(refresh.everyNanos, 0.2);
    refresh.everyNanos =
        Math.max(refresh.everyNanos, Math.min(2 * refresh.everyNanos, REFRESH_MAX_NANOS));
  }

  /** Lets go of links that were dialled for a lookup and found no room in the table. */
  private void closeSurplus(long nowNanos, Effects out) {
    for (Link link : links.all()) {
      Neighbour neighbour = link.neighbour;
      if (neighbour == null || table.get(neighbour.nodeId()) != null) {
        continue;
      }
      if (!table.isFull(neighbour.bucketIndex())) {
        table.add(neighbour);
      } else if (link.dialled
          && nowNanos - link.upNanos > SURPLUS_AFTER_NANOS
          && !finder.isWaitingFor(link.peer)) {
        close(link, CloseReason.SURPLUS, nowNanos, out);
      }
    }
  }

  private void checkLiveness(long nowNanos, Effects out) {
    long next = Deadlines.NEVER;
    for (Link link : links.all()) {
      Neighbour neighbour = link.neighbour;
      if (neighbour == null) {
        long limit = link.upNanos + config.helloNanos();
        if (nowNanos >= limit) {
          close(link, CloseReason.TIMEOUT, nowNanos, out);
        } else {
          next = Math.min(next, limit);
        }
        continue;
      }
      if (neighbour.isDead(config, nowNanos)) {
        close(link, CloseReason.TIMEOUT, nowNanos, out);
        continue;
      }
      if (nowNanos >= neighbour.nextCheckNanos(config)) {
        ping(neighbour, nowNanos, out);
      }
      next = Math.min(next, neighbour.nextCheckNanos(config));
    }
    if (next != Deadlines.NEVER) {
      deadlines.setEarlier(Deadline.LIVENESS, Math.max(next, nowNanos + CHECK_EVERY_NANOS));
    }
  }

  private void ping(Neighbour neighbour, long nowNanos, Effects out) {
    neighbour.pinged(nowNanos);
    send(neighbour.link(), new Ping(nowNanos), out);
  }

  /** Any frame of a neighbour is a sign of life. */
  public void heard(Neighbour neighbour, long nowNanos) {
    neighbour.heard(nowNanos);
  }

  /** A protocol missed an answer of {@code neighbour}: find out soon whether it is dead. */
  public void suspect(Neighbour neighbour, long nowNanos, Effects out) {
    neighbour.suspect();
    if (!neighbour.isBeingPinged()) {
      ping(neighbour, nowNanos, out);
      deadlines.setEarlier(Deadline.LIVENESS, nowNanos + config.pingRetryNanos());
    }
  }

  /** The driver stood still for {@code stallNanos}: no neighbour is to blame for that silence. */
  public void excuseSilence(long stallNanos) {
    links.neighbours().forEach(neighbour -> neighbour.excuse(stallNanos));
  }

  private void send(long link, OverlayMessage message, Effects out) {
    counters.increment(Counter.OVERLAY_SENT);
    out.send(link, message.encode());
  }
}
