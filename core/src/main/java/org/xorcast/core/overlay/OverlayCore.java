package org.xorcast.core.overlay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
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
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.kad.Lookup;
import org.xorcast.core.kad.ReplacementCache.Candidate;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.overlay.OverlayMessage.Find;
import org.xorcast.core.overlay.OverlayMessage.Hello;
import org.xorcast.core.overlay.OverlayMessage.Nodes;
import org.xorcast.core.overlay.OverlayMessage.Ping;
import org.xorcast.core.overlay.OverlayMessage.Pong;
import org.xorcast.core.rights.Rights;

/**
 * Keeps one group's table of neighbours full and alive.
 *
 * <p>Join: link to any member, look up the own id, link to whoever answered. Then, ever less often
 * as long as nothing changes, fill buckets that are below their target from the replacement cache
 * or by looking up an id in them, and look up the own id again.
 */
public final class OverlayCore implements Core<Event> {
  private static final long SURPLUS_AFTER_NANOS = Duration.ofSeconds(5).toNanos();

  /** Within this time a newcomer has found others, so that it can do without this node. */
  private static final long GUEST_NANOS = Duration.ofSeconds(2).toNanos();

  /** A search for the nodes closest to an id ends with so many. */
  public static final int FOUND_MAX = 8;

  /** A neighbour that came or went, for the protocols on top. */
  public record Change(Neighbour neighbour, boolean up) {}

  /**
   * What a search has found.
   *
   * @param closest at most {@value #FOUND_MAX}, the closest to the target first, never this node
   */
  public record Found(NodeId target, List<PeerRecord> closest) {}

  private final PeerId self;
  private final Bytes network;
  private final Rights entering;
  private final OverlayConfig config;
  private final long epochMillisAtZero;
  private final Counters counters;

  private final RoutingTable<Neighbour> table;
  private final Links links;
  private final Dialler dialler;
  private final Finder finder;
  private final Liveness liveness;
  private final Inquiries inquiries;
  private final Upkeep upkeep;
  private final LostNeighbours lost;
  private final Sender sender;
  private final PeerBook book;
  private final SelfRecord selfRecord;
  private final Banned banned = new Banned();
  private final List<Change> changes = new ArrayList<>();
  private List<NodeId> wanted = List.of();
  private List<Found> found = List.of();

  private boolean joined;
  private boolean seeking;
  private boolean leaving;

  /**
   * @param entering who may become a neighbour in which group; nodes of different groups never do
   * @param epochMillisAtZero the wall clock, milliseconds since 1970, when the event time was 0
   */
  public OverlayCore(
      Identity identity,
      Verifier verifier,
      Rights entering,
      OverlayConfig config,
      long epochMillisAtZero,
      Rng rng,
      Counters counters) {
    this.self = identity.peerId();
    this.network = entering.group();
    this.entering = entering;
    this.config = config;
    this.epochMillisAtZero = epochMillisAtZero;
    this.counters = counters;
    NodeId selfId = NodeId.of(self);
    this.selfRecord = new SelfRecord(identity);
    this.sender = new Sender(counters);
    this.table = new RoutingTable<>(selfId, config.bucketSize());
    this.links = new Links(self, table, config.prefixes());
    this.dialler = new Dialler(selfId, config, counters);
    this.book = new PeerBook(self, verifier, links, dialler.candidates(), banned, counters);
    this.finder = new Finder(config, links, dialler, sender);
    this.liveness = new Liveness(config, links, sender);
    this.lost = new LostNeighbours(links, dialler, rng.fork());
    this.inquiries = new Inquiries(table, liveness);
    this.upkeep = new Upkeep(config, table, links, dialler, finder, rng);
  }

  /** The neighbours that messages may be delegated to. */
  public RoutingTable<Neighbour> table() {
    return table;
  }

  /** Whether there may be peers of bucket {@code index} that are not in the table. */
  public boolean mayKnowOnlySome(int index) {
    return table.bucket(index).size() >= Math.min(config.bucketTarget(), config.bucketSize());
  }

  /** All neighbours, also those for which the table has no room. */
  public List<Neighbour> neighbours() {
    return links.neighbours();
  }

  /** The neighbour at the other end of {@code link}, null if the link has not said HELLO. */
  public @Nullable Neighbour neighbour(long link) {
    return links.get(link) instanceof Neighbour neighbour ? neighbour : null;
  }

  /** The neighbour {@code peer}, null if it is none. */
  public @Nullable Neighbour neighbour(PeerId peer) {
    return links.neighbour(peer);
  }

  /** Whether this group uses the link, HELLO or not. */
  public boolean hasLink(long link) {
    return links.get(link) != null;
  }

  public int linkCount() {
    return links.size();
  }

  /** Whether the peer has lied and is not dealt with for a while. */
  public boolean isBanned(PeerId peer) {
    return banned.contains(peer);
  }

  public boolean isJoined() {
    return joined;
  }

  public PeerRecord selfRecord() {
    return selfRecord.current();
  }

  /** Records worth keeping for the next start: neighbours first, then candidates. */
  public List<PeerRecord> knownRecords() {
    return book.all();
  }

  /** Removes and returns who came and who went since the last call. */
  public List<Change> takeChanges() {
    if (changes.isEmpty()) {
      return List.of();
    }
    List<Change> taken = List.copyOf(changes);
    changes.clear();
    return taken;
  }

  @Override
  public long nextDeadlineNanos() {
    long table = Math.min(upkeep.nextDeadlineNanos(), lost.nextDeadlineNanos());
    long silence = Math.min(liveness.nextDeadlineNanos(), inquiries.nextDeadlineNanos());
    return Math.min(finder.nextDeadlineNanos(), Math.min(table, silence));
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Start start -> onStart(start, nowNanos);
      case Event.Found found -> onFound(found.endpoints(), nowNanos, out);
      case Event.LinkUp up -> onLinkUp(up, nowNanos, out);
      case Event.Adopt adopt -> onAdopt(adopt, nowNanos);
      case Event.LinkDown down -> onLinkDown(down, nowNanos, out);
      case Event.DialFailed failed ->
          onDialFailed(failed.to(), failed.expected(), failed.reason(), nowNanos, out);
      case Event.Received received -> onFrame(received, nowNanos, out);
      case Event.Relays relays -> {
        selfRecord.announceRelays(relays.relays(), wallMillis(nowNanos));
        tellRecord(out);
      }
      case Event.Addresses addresses -> {
        selfRecord.announce(addresses.own(), wallMillis(nowNanos));
        tellRecord(out);
      }
      case Event.Mapped mapped -> {
        selfRecord.announceMapped(mapped.endpoint(), wallMillis(nowNanos));
        tellRecord(out);
      }
      case Event.Leave leave -> onLeave(out);
      case Event.Wake wake -> onWake(nowNanos, out);
      case Event.Publish publish -> throw new IllegalArgumentException("not for the overlay");
      case Event.Subscribe subscribe -> throw new IllegalArgumentException("not for the overlay");
      case Event.Unsubscribe unsubscribe ->
          throw new IllegalArgumentException("not for the overlay");
      case Event.Issue issue -> throw new IllegalArgumentException("not for the overlay");
      case Event.Remember remember -> throw new IllegalArgumentException("not for the overlay");
      case Event.Restore restore -> throw new IllegalArgumentException("not for the overlay");
      case Event.HistoryAnswer answer -> throw new IllegalArgumentException("not for the overlay");
      case Event.Judge judge -> throw new IllegalArgumentException("not for the overlay");
      case Event.Judged judged -> throw new IllegalArgumentException("not for the overlay");
    }
  }

  private void onStart(Event.Start start, long nowNanos) {
    selfRecord.announce(start.own(), wallMillis(nowNanos));
    start.bootstrap().forEach(dialler::addBootstrap);
    seeking = start.seeking();
    start.cached().forEach(book::learn);
    upkeep.now(nowNanos);
  }

  /**
   * Who is found somewhere else may be anybody: he is dialled once, and forgotten if he is not
   * there.
   */
  private void onFound(List<Endpoint> endpoints, long nowNanos, Effects out) {
    List<Endpoint> remotes = links.remotes();
    boolean some = false;
    for (Endpoint endpoint : endpoints) {
      if (!remotes.contains(endpoint) && !selfRecord().endpoints().contains(endpoint)) {
        some = true;
        dialler.dialStranger(endpoint, out);
      }
    }
    seeking &= some;
    upkeep.now(nowNanos);
  }

  private long wallMillis(long nowNanos) {
    return epochMillisAtZero + nowNanos / 1_000_000;
  }

  // ---- links ------------------------------------------------------------------------------------

  private void onLinkUp(Event.LinkUp up, long nowNanos, Effects out) {
    Link.Pending link =
        new Link.Pending(up.link(), up.peer(), up.remote(), up.dialled(), up.relayed(), nowNanos);
    if (up.dialled()) {
      dialler.linkUp(up.peer(), up.remote());
    }
    if (up.peer().equals(self)) {
      dialler.settled(up.peer(), up.remote(), nowNanos);
      out.close(up.link(), CloseReason.SELF);
      return;
    }
    if (!up.dialled() && links.size() >= config.linksMax()) {
      makeRoom(nowNanos, out);
    }
    CloseReason refusal = refusal(up);
    if (refusal != null) {
      counters.increment(Counter.LINKS_REFUSED);
      out.close(up.link(), refusal);
      if (up.dialled()) {
        onDialFailed(up.remote(), up.peer(), refusal, nowNanos, out);
      }
      return;
    }
    links.add(link);
    Hello hello =
        new Hello(
            OverlayMessage.PROTOCOL_VERSION,
            network,
            selfRecord(),
            up.relayed() || TunnelEnd.is(up.remote()) ? null : up.remote(),
            entering.of(self));
    sender.send(link.link(), hello, out);
    liveness.expectHello(nowNanos);
  }

  /**
   * Who is full lets go of somebody whom it does not need and who has had time to find others, so
   * that a newcomer can join through it too.
   */
  private void makeRoom(long nowNanos, Effects out) {
    for (Neighbour neighbour : links.surplus()) {
      if (nowNanos - neighbour.upNanos() > GUEST_NANOS && !links.seat(neighbour)) {
        close(neighbour, CloseReason.SURPLUS, nowNanos, out);
        return;
      }
    }
  }

  private @Nullable CloseReason refusal(Event.LinkUp up) {
    if (leaving) {
      return CloseReason.LEAVING;
    }
    if (banned.contains(up.peer())) {
      return CloseReason.PROTOCOL_ERROR;
    }
    boolean room = links.size() < config.linksMax() && (up.relayed() || links.mayLink(up.remote()));
    return up.dialled() || room ? null : CloseReason.FULL;
  }

  private void onAdopt(Event.Adopt adopt, long nowNanos) {
    Link.Pending link =
        new Link.Pending(
            adopt.link(), adopt.record().peer(), adopt.remote(), adopt.dialled(), false, nowNanos);
    Neighbour neighbour = links.establish(link, adopt.record(), nowNanos);
    neighbour.rtt().settle(adopt.roundTripNanos());
    changes.add(new Change(neighbour, true));
    joined = true;
    upkeep.adopted(nowNanos);
    liveness.adopted(neighbour);
  }

  private void onLinkDown(Event.LinkDown down, long nowNanos, Effects out) {
    Link link = links.get(down.link());
    if (link != null) {
      drop(link, down.reason(), nowNanos, out);
    }
  }

  /** Forgets a link that is already closed, with all that follows for its peer. */
  private void drop(Link link, CloseReason reason, long nowNanos, Effects out) {
    switch (link) {
      case Link.Pending unfinished -> dropPending(unfinished, reason, nowNanos, out);
      case Neighbour neighbour -> {
        Link.Pending other =
            reason == CloseReason.DUPLICATE ? links.pending(neighbour.peer()) : null;
        if (other != null) {
          move(neighbour, other, out);
        } else {
          links.remove(neighbour);
          lose(neighbour, reason, nowNanos, out);
        }
      }
    }
  }

  private void dropPending(Link.Pending link, CloseReason reason, long nowNanos, Effects out) {
    links.remove(link);
    if (!link.isDialled()) {
      return;
    }
    if (links.neighbour(link.peer()) != null) {
      dialler.settled(link.peer(), link.remote(), nowNanos);
    } else if (links.pending(link.peer()) == null) {
      onDialFailed(link.remote(), link.peer(), reason, nowNanos, out);
    }
  }

  private void lose(Neighbour neighbour, CloseReason reason, long nowNanos, Effects out) {
    changes.add(new Change(neighbour, false));
    out.log(new Note.NeighbourDown(neighbour.peer(), reason));
    if (reason == CloseReason.TIMEOUT) {
      counters.increment(Counter.NEIGHBOURS_TIMED_OUT);
      lost.add(neighbour.record(), nowNanos);
    }
    if (isWorthDialling(neighbour.peer(), reason, nowNanos)) {
      dialler.candidates().offer(neighbour.record());
      Candidate candidate = dialler.candidates().get(neighbour.peer());
      if (candidate != null && reason == CloseReason.SURPLUS) {
        candidate.postponeUntil(nowNanos + 2 * SURPLUS_AFTER_NANOS);
      } else if (candidate != null) {
        candidate.failUntil(nowNanos + SURPLUS_AFTER_NANOS);
      }
    }
    finder.unreachable(neighbour.peer());
    upkeep.lost(neighbour.bucketIndex());
    hurry(nowNanos);
  }

  private boolean isWorthDialling(PeerId peer, CloseReason reason, long nowNanos) {
    return reason != CloseReason.LEAVING
        && !banned.contains(peer)
        && entering.mayEnter(peer, wallMillis(nowNanos));
  }

  private void close(Link link, CloseReason reason, long nowNanos, Effects out) {
    out.close(link.link(), reason);
    drop(link, reason, nowNanos, out);
  }

  /** Has no link with a peer that lies for a while. */
  public void ban(PeerId peer, String what, long nowNanos, Effects out) {
    banned.add(peer, nowNanos);
    dialler.candidates().remove(peer);
    Neighbour neighbour = links.neighbour(peer);
    if (neighbour != null) {
      expel(neighbour.link(), what, nowNanos, out);
    }
  }

  /** Closes the link of a peer that broke the protocol. */
  public void expel(long number, String what, long nowNanos, Effects out) {
    Link link = links.get(number);
    if (link != null) {
      out.log(new Note.Misbehaviour(link.peer(), what));
      close(link, CloseReason.PROTOCOL_ERROR, nowNanos, out);
    }
  }

  private void onDialFailed(
      Endpoint to, @Nullable PeerId expected, CloseReason reason, long nowNanos, Effects out) {
    dialler.failed(to, expected, reason, nowNanos, out);
    if (expected != null) {
      finder.unreachable(expected);
      askAfter(expected, nowNanos, out);
      advanceLookups(nowNanos, out);
    }
    hurry(nowNanos);
  }

  /** Others may have a newer record of who was not reached: one that names his relays. */
  private void askAfter(PeerId peer, long nowNanos, Effects out) {
    NodeId target = peer.nodeId();
    Candidate candidate = dialler.candidates().get(peer);
    List<Neighbour> nearest = table.closest(target, 1);
    if (candidate != null
        && candidate.failures() == 1
        && !nearest.isEmpty()
        && finder.hasRoom()
        && !finder.isRunning(target)) {
      finder.start(target, 1, nearest, nowNanos, out);
    }
  }

  private void onLeave(Effects out) {
    leaving = true;
    for (Neighbour neighbour : links.neighbours()) {
      sender.send(neighbour.link(), new OverlayMessage.Bye(), out);
      out.close(neighbour.link(), CloseReason.LEAVING);
    }
    for (Link.Pending link : links.pending()) {
      out.close(link.link(), CloseReason.LEAVING);
    }
  }

  // ---- frames -----------------------------------------------------------------------------------

  private void onFrame(Event.Received received, long nowNanos, Effects out) {
    Link link = links.get(received.link());
    if (link == null) {
      return;
    }
    OverlayMessage message = OverlayMessage.decode(received.frame().unwrap());
    switch (link) {
      case Neighbour neighbour -> onMessage(neighbour, message, nowNanos, out);
      case Link.Pending pending -> {
        if (message instanceof Hello hello) {
          onHello(pending, hello, nowNanos, out);
        } else {
          counters.increment(Counter.EARLY_FRAMES);
        }
      }
    }
  }

  private void onMessage(Neighbour neighbour, OverlayMessage message, long nowNanos, Effects out) {
    switch (message) {
      case Hello again -> book.update(neighbour, again.record());
      case OverlayMessage.RecordUpdate changed -> book.update(neighbour, changed.record());
      case Find find -> onFind(neighbour, find, out);
      case Nodes nodes -> onNodes(neighbour, nodes, nowNanos, out);
      case Ping ping -> {
        sender.send(neighbour.link(), new Pong(ping.sentNanos()), out);
        if (ping.alarm()) {
          inquiries.alarm(nowNanos, out);
        }
      }
      case Pong pong -> neighbour.pong(pong.sentNanos(), nowNanos);
      case OverlayMessage.Bye bye -> close(neighbour, CloseReason.LEAVING, nowNanos, out);
    }
  }

  private void onHello(Link.Pending link, Hello hello, long nowNanos, Effects out) {
    CloseReason refusal = null;
    if (!hello.network().equals(network)) {
      refusal = CloseReason.WRONG_NETWORK;
    } else if (hello.version() != OverlayMessage.PROTOCOL_VERSION) {
      refusal = CloseReason.WRONG_VERSION;
    } else if (!hello.record().peer().equals(link.peer()) || !book.isGenuine(hello.record())) {
      refusal = CloseReason.PROTOCOL_ERROR;
    } else if (!isInvited(hello, nowNanos)) {
      counters.increment(Counter.NOT_INVITED);
      refusal = CloseReason.NOT_INVITED;
    }
    if (refusal != null) {
      close(link, refusal, nowNanos, out);
      return;
    }
    if (link.isDialled()) {
      dialler.settled(link.peer(), link.remote(), nowNanos);
    } else {
      dialler.candidates().remove(link.peer());
    }
    Neighbour current = links.neighbour(link.peer());
    if (current != null && !links.prefers(link, current)) {
      close(link, CloseReason.DUPLICATE, nowNanos, out);
      return;
    }
    if (current != null) {
      long older = current.link();
      move(current, link, out);
      out.close(older, CloseReason.DUPLICATE);
      book.update(current, hello.record());
    } else {
      welcome(link, hello.record(), nowNanos, out);
    }
    Endpoint seenAs = hello.observed();
    if (seenAs != null) {
      onObserved(seenAs, link.peer(), nowNanos, out);
    }
  }

  /** Whether the sender's certificate, or what is known of it otherwise, lets it in. */
  private boolean isInvited(Hello hello, long nowNanos) {
    PeerId peer = hello.record().peer();
    if (hello.membership() != null && hello.membership().peer().equals(peer)) {
      entering.learn(hello.membership(), false);
    }
    return entering.mayEnter(peer, wallMillis(nowNanos));
  }

  /** Closes the links of those who may not be here any more: removed, or their time is over. */
  public void expelUninvited(long nowNanos, Effects out) {
    if (entering.isOpen()) {
      return;
    }
    for (Neighbour neighbour : links.neighbours()) {
      if (!entering.mayEnter(neighbour.peer(), wallMillis(nowNanos))) {
        counters.increment(Counter.NOT_INVITED);
        dialler.candidates().remove(neighbour.peer());
        close(neighbour, CloseReason.NOT_INVITED, nowNanos, out);
      }
    }
  }

  /** A neighbour is on another link from now on; what was asked on the old one may be lost. */
  private void move(Neighbour neighbour, Link.Pending link, Effects out) {
    links.move(neighbour, link);
    out.log(new Note.NeighbourMoved(neighbour.peer(), neighbour.remote()));
    finder.moved(neighbour, out);
  }

  private void welcome(Link.Pending link, PeerRecord record, long nowNanos, Effects out) {
    Neighbour neighbour = links.establish(link, record, nowNanos);
    changes.add(new Change(neighbour, true));
    out.log(new Note.NeighbourUp(link.peer(), link.remote()));
    liveness.ping(neighbour, false, nowNanos, out);
    finder.linked(neighbour, nowNanos, out);
    hurry(nowNanos);
    if (lost.returned(link.peer(), nowNanos, out)) {
      upkeep.healed(nowNanos);
    }
    if (!joined) {
      upkeep.now(nowNanos);
    }
  }

  private void onObserved(Endpoint endpoint, PeerId observer, long nowNanos, Effects out) {
    if (selfRecord.observe(endpoint, observer, wallMillis(nowNanos))) {
      tellRecord(out);
    }
  }

  private void tellRecord(Effects out) {
    for (Neighbour neighbour : links.neighbours()) {
      sender.send(neighbour.link(), new OverlayMessage.RecordUpdate(selfRecord()), out);
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
    sender.send(asker.link(), new Nodes(find.transaction(), records), out);
  }

  private void onNodes(Neighbour neighbour, Nodes nodes, long nowNanos, Effects out) {
    List<PeerRecord> genuine = new ArrayList<>(nodes.records().size());
    for (PeerRecord record : nodes.records()) {
      PeerRecord learnt = book.learn(record);
      if (learnt != null) {
        genuine.add(learnt);
      }
    }
    if (finder.answered(nodes.transaction(), neighbour.peer(), genuine)) {
      advanceLookups(nowNanos, out);
    }
  }

  private void advanceLookups(long nowNanos, Effects out) {
    for (Lookup done : finder.advance(nowNanos, out)) {
      if (done.target().equals(table.self()) && table.size() > 0) {
        becomeJoined(out);
      }
      if (wanted.contains(done.target())) {
        wanted.remove(done.target());
        found.add(new Found(done.target(), done.result()));
      }
    }
  }

  /**
   * Searches for the nodes closest to {@code target}; {@link #takeFound} has them later.
   *
   * @return false if too many searches run
   */
  public boolean find(NodeId target, long nowNanos, Effects out) {
    if (!finder.hasRoom()) {
      return false;
    }
    if (wanted.isEmpty()) {
      wanted = new ArrayList<>();
      found = new ArrayList<>(found);
    }
    wanted.add(target);
    List<Neighbour> first = table.closest(target, config.bucketSize());
    finder.start(target, FOUND_MAX, first, nowNanos, out);
    advanceLookups(nowNanos, out);
    return true;
  }

  /** Removes and returns what searches have found since the last call. */
  public List<Found> takeFound() {
    if (found.isEmpty()) {
      return List.of();
    }
    List<Found> taken = List.copyOf(found);
    found.clear();
    return taken;
  }

  /**
   * Takes in peers that are said to belong to this group. One of them that is no neighbour is asked
   * who is close to this node: the group may be in two parts that know nothing of each other.
   */
  public void meet(List<PeerRecord> records, long nowNanos, Effects out) {
    List<PeerRecord> strangers = new ArrayList<>();
    for (PeerRecord record : records) {
      PeerRecord genuine = book.learn(record);
      if (genuine != null && links.neighbour(genuine.peer()) == null) {
        strangers.add(genuine);
      }
    }
    if (!strangers.isEmpty()) {
      upkeep.meet(strangers, nowNanos, out);
    }
  }

  /** Opens a link to a peer, if there is none and it may be dialled now. */
  public void reach(PeerRecord record, long nowNanos, Effects out) {
    PeerRecord genuine = book.learn(record);
    if (genuine != null && links.neighbour(genuine.peer()) == null && !isPending(genuine)) {
      dialler.dial(genuine, nowNanos, out);
    }
  }

  private boolean isPending(PeerRecord record) {
    return links.pending(record.peer()) != null;
  }

  private void becomeJoined(Effects out) {
    if (!joined) {
      joined = true;
      out.log(new Note.Joined(links.neighbourCount()));
    }
  }

  // ---- upkeep -----------------------------------------------------------------------------------

  private void onWake(long nowNanos, Effects out) {
    if (finder.expire(nowNanos)) {
      advanceLookups(nowNanos, out);
    }
    inquiries.wake(nowNanos, out);
    for (Link dead : liveness.check(nowNanos, out)) {
      close(dead, CloseReason.TIMEOUT, nowNanos, out);
    }
    lost.wake(nowNanos, out);
    if (upkeep.isDue(nowNanos)) {
      banned.expire(nowNanos);
      expelUninvited(nowNanos, out);
      upkeep.run(nowNanos, out);
      closeSurplus(nowNanos, out);
      advanceLookups(nowNanos, out);
      if (!seeking && !dialler.hasWayIn() && links.neighbourCount() == 0) {
        becomeJoined(out);
      }
    }
  }

  /** Something changed: look after the table soon and often again. */
  private void hurry(long nowNanos) {
    upkeep.hurry(nowNanos);
    liveness.hurry(nowNanos);
  }

  /** Lets go of links that were dialled for a lookup and found no room in the table. */
  private void closeSurplus(long nowNanos, Effects out) {
    for (Neighbour neighbour : links.surplus()) {
      if (!links.seat(neighbour)
          && neighbour.isDialled()
          && nowNanos - neighbour.upNanos() > SURPLUS_AFTER_NANOS
          && !finder.isWaitingFor(neighbour.peer())) {
        close(neighbour, CloseReason.SURPLUS, nowNanos, out);
      }
    }
  }

  /** Any frame of a neighbour is a sign of life. */
  public void heard(Neighbour neighbour, long nowNanos) {
    neighbour.heard(nowNanos);
  }

  /** A protocol missed an answer of {@code neighbour}: find out soon whether it is dead. */
  public void suspect(Neighbour neighbour, long nowNanos, Effects out) {
    inquiries.suspect(neighbour, nowNanos, out);
  }

  /** Finds out whether {@code neighbour} is alive, unless it was heard just now. */
  public void check(Neighbour neighbour, long nowNanos, Effects out) {
    inquiries.check(neighbour, nowNanos, out);
  }

  /** The driver stood still for {@code stallNanos}: no neighbour is to blame for that silence. */
  public void excuseSilence(long stallNanos) {
    liveness.excuse(stallNanos);
    inquiries.excuse(stallNanos);
  }
}
