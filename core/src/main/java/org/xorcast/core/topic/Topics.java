package org.xorcast.core.topic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.Author;
import org.xorcast.core.cast.CastCore;
import org.xorcast.core.cast.Handover;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TopicId;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.rights.Statement;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.WireException;

/**
 * All groups of a node that has to do with topics: the network, whatever it subscribes to, and what
 * it publishes elsewhere. Takes every event of the node and gives it to the group that it is for.
 */
public final class Topics implements Core<Event> {
  /** Most subscriptions of a node. */
  public static final int SUBSCRIPTIONS_MAX = 1000;

  private static final int GUESTS_MAX = 256;

  /** When to try again what did not fit behind what waits already. */
  private static final long GUEST_RETRY_NANOS = 50_000_000;

  private static final int AUTHORS_MAX = 4096;

  /** Who has fewer neighbours in a topic asks so many of the network for more. */
  private static final int FEW = 20;

  private static final int ASKED_AROUND = 8;

  /** A topic that is subscribed to. */
  private record Subscribed(TopicId topic, Membership group, Presence presence) {}

  private final Membership network;
  private final Setup setup;
  private final Rng rng;
  private final Counters counters;
  private final SharedLinks links;
  private final Rendezvous rendezvous;
  private final Map<Long, Subscribed> subscribed = new LinkedHashMap<>();
  private @Nullable Endpoint mapped;
  private final Map<Long, Guest> guests = new LinkedHashMap<>();
  private final Map<TopicId, Author> authors = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param networkId the network's id
   */
  public Topics(Member network, Bytes networkId, Setup setup, Rng rng, Counters counters) {
    this.network = new Membership(null, TopicId.tagOf(networkId), network);
    this.setup = setup;
    this.rng = rng;
    this.counters = counters;
    this.links = new SharedLinks(this.network);
    this.rendezvous = new Rendezvous(network.overlay(), rng.fork());
  }

  /** Whether an event is about topics, so that somebody has to be there who knows them. */
  public static boolean isNeededFor(Event event) {
    return switch (event) {
      case Event.Subscribe subscribe -> true;
      case Event.Publish publish -> publish.topic() != null;
      case Event.Judge judge -> judge.topic() != null;
      case Event.Received received -> {
        byte[] frame = received.frame().unwrap();
        yield frame.length > 0 && frame[0] >= FrameType.GROUP.number();
      }
      default -> false;
    };
  }

  /** This node in a topic, null if it does not subscribe to it. */
  public @Nullable Member member(TopicId topic) {
    Subscribed found = subscribed.get(topic.tag());
    return found == null || !topic.equals(found.topic) ? null : found.group.member();
  }

  public int subscriptions() {
    return subscribed.size();
  }

  /** For how many topics this node is a rendezvous. */
  public int rendezvousKeys() {
    return rendezvous.keys();
  }

  private OverlayCore overlay() {
    return network.member().overlay();
  }

  private GroupEffects effects(Membership group, Effects out) {
    return new GroupEffects(group, links, out);
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    Effects bare = effects(network, out);
    switch (event) {
      case Event.Subscribe subscribe -> subscribe(subscribe, nowNanos, out);
      case Event.Unsubscribe unsubscribe -> unsubscribe(unsubscribe.topic(), nowNanos, out);
      case Event.Publish publish -> publish(publish, nowNanos, out);
      case Event.Received received -> onFrame(received, nowNanos, out);
      case Event.LinkUp up -> {
        if (!up.dialled()
            && overlay().linkCount() + links.withoutNetwork() >= setup.overlay().linksMax()) {
          counters.increment(Counter.LINKS_REFUSED);
          out.close(up.link(), CloseReason.FULL);
        } else {
          network.member().handle(up, nowNanos, bare);
          links.linkUp(up);
        }
      }
      case Event.DialFailed failed -> links.dialFailed(failed);
      case Event.LinkDown down -> links.linkDown(down);
      case Event.Leave leave -> {
        for (Subscribed each : subscribed.values()) {
          each.group.member().flush(nowNanos, effects(each.group, out));
        }
        links.leave(out);
        network.member().handle(leave, nowNanos, bare);
      }
      case Event.Wake wake -> wake(wake, nowNanos, out);
      case Event.Start start -> network.member().handle(start, nowNanos, bare);
      case Event.Found found -> network.member().handle(found, nowNanos, bare);
      case Event.Relays relays -> tellAll(relays, nowNanos, out);
      case Event.Addresses addresses -> {
        network.member().handle(addresses, nowNanos, bare);
        tellSubscribed(new Event.Addresses(unmapped()), nowNanos, out);
      }
      case Event.Mapped place -> {
        mapped = place.endpoint();
        tellAll(place, nowNanos, out);
      }
      case Event.Adopt adopt -> network.member().handle(adopt, nowNanos, bare);
      case Event.Issue issue -> issue(issue, nowNanos, out);
      case Event.Remember remember -> pass(remember.topic(), remember, nowNanos, out);
      case Event.Restore restore -> pass(restore.topic(), restore, nowNanos, out);
      case Event.HistoryAnswer answer -> pass(answer.query().topic(), answer, nowNanos, out);
      case Event.Judge judge -> pass(judge.topic(), judge, nowNanos, out);
      case Event.Judged judged -> pass(judged.topic(), judged, nowNanos, out);
    }
    settle(nowNanos, out);
  }

  private void tellAll(Event event, long nowNanos, Effects out) {
    network.member().handle(event, nowNanos, effects(network, out));
    tellSubscribed(event, nowNanos, out);
  }

  private void tellSubscribed(Event event, long nowNanos, Effects out) {
    for (Subscribed each : subscribed.values()) {
      each.group.member().handle(event, nowNanos, effects(each.group, out));
    }
  }

  /** Everything that follows for other groups, and for guests. */
  private void settle(long nowNanos, Effects out) {
    raise(nowNanos, out);
    for (OverlayCore.Found found : overlay().takeFound()) {
      onFound(found, nowNanos, out);
    }
    Effects bare = effects(network, out);
    for (Guest guest : guests.values()) {
      guest.advance(nowNanos, bare);
      if (guest.wantsToLocate(nowNanos)) {
        overlay().find(guest.key(), nowNanos, bare);
        guest.locating(nowNanos);
      }
    }
    raise(nowNanos, out);
  }

  private void raise(long nowNanos, Effects out) {
    for (SharedLinks.Raised next = links.next(); next != null; next = links.next()) {
      next.group().member().handle(next.event(), nowNanos, effects(next.group(), out));
    }
  }

  private void wake(Event.Wake wake, long nowNanos, Effects out) {
    network.member().handle(wake, nowNanos, effects(network, out));
    for (Subscribed each : subscribed.values()) {
      if (each.group.member().nextDeadlineNanos() <= nowNanos) {
        each.group.member().handle(wake, nowNanos, effects(each.group, out));
      }
      if (each.presence.atNanos() <= nowNanos) {
        announce(each, nowNanos, out);
      }
    }
  }

  /** The driver stood still for {@code stallNanos}: the silence of others proves nothing. */
  public void excuseSilence(long stallNanos, long nowNanos) {
    for (Subscribed each : subscribed.values()) {
      each.group.member().excuseSilence(stallNanos, nowNanos);
    }
  }

  // ---- subscribing ------------------------------------------------------------------------------

  private void subscribe(Event.Subscribe subscribe, long nowNanos, Effects out) {
    TopicId topic = subscribe.topic();
    if (subscribed.containsKey(topic.tag())) {
      return;
    }
    if (subscribed.size() >= SUBSCRIPTIONS_MAX) {
      throw new IllegalStateException("a node subscribes to at most 1000 topics");
    }
    Rights everybody = Rights.open(topic.bytes());
    PeerId owner = subscribe.owner();
    Rights publishing =
        owner == null ? everybody : Rights.ownedBy(owner, topic.bytes(), setup.verifier());
    Member member = new Member(setup, everybody, publishing, author(topic), rng.fork(), counters);
    Membership group = new Membership(topic, topic.tag(), member);
    subscribed.put(
        topic.tag(), new Subscribed(topic, group, new Presence(topic.key(), nowNanos, rng)));
    Effects its = effects(group, out);
    member.handle(new Event.Start(unmapped(), List.of(), List.of()), nowNanos, its);
    if (mapped != null) {
      member.handle(new Event.Mapped(mapped), nowNanos, its);
    }
    List<Endpoint> relays = overlay().selfRecord().relays();
    if (!relays.isEmpty()) {
      member.handle(new Event.Relays(relays), nowNanos, its);
    }
  }

  /** Where the network's record says that this node is, but for what is told by itself. */
  private List<Endpoint> unmapped() {
    return overlay().selfRecord().endpoints().stream().filter(e -> !e.equals(mapped)).toList();
  }

  private void unsubscribe(TopicId topic, long nowNanos, Effects out) {
    Subscribed left = member(topic) == null ? null : subscribed.remove(topic.tag());
    if (left == null) {
      return;
    }
    left.group.member().handle(new Event.Leave(), nowNanos, effects(left.group, out));
    rendezvous.announce(topic.key(), overlay().selfRecord(), 0, nowNanos);
    for (PeerId peer : left.presence.told()) {
      Neighbour neighbour = overlay().neighbour(peer);
      if (neighbour != null) {
        send(neighbour.link(), new TopicMessage.Announce(topic.key(), 0), out);
      }
    }
  }

  /** Gives an event to its group, if the node belongs to that. */
  private void pass(@Nullable TopicId topic, Event event, long nowNanos, Effects out) {
    Subscribed here = topic == null ? null : subscribed.get(topic.tag());
    if (topic == null || here != null) {
      Membership group = here == null ? network : here.group;
      group.member().handle(event, nowNanos, effects(group, out));
    }
  }

  /** Gives what an owner has signed to the group that it is about. */
  private void issue(Event.Issue issue, long nowNanos, Effects out) {
    Bytes about = Statement.decode(issue.statement().unwrap()).group();
    Subscribed here = subscribed.get(TopicId.tagOf(about));
    Membership group = here == null ? network : here.group;
    group.member().handle(issue, nowNanos, effects(group, out));
  }

  private Author author(TopicId topic) {
    Author author = authors.computeIfAbsent(topic, id -> setup.author(id.bytes()));
    if (authors.size() > AUTHORS_MAX) {
      authors.remove(authors.keySet().iterator().next());
    }
    return author;
  }

  private void announce(Subscribed each, long nowNanos, Effects out) {
    Presence presence = each.presence;
    RoutingTable<Neighbour> others = each.group.member().overlay().table();
    boolean alone = others.size() == 0;
    double subscribers = alone ? 0 : others.estimateNetworkSize();
    if (overlay().table().size() == 0) {
      presence.postpone(nowNanos);
    } else if (others.size() < FEW && !presence.hasAskedAround()) {
      presence.asksAround(nowNanos);
      List<Neighbour> some = rng.sample(overlay().table().all(), ASKED_AROUND);
      askAround(each, some, TopicMessage.MEMBERS_MAX, out);
    } else if (presence.spreads(subscribers, nowNanos)) {
      return;
    } else if (!overlay().find(presence.key(), nowNanos, effects(network, out))) {
      presence.postpone(nowNanos);
    } else {
      presence.begun(alone, subscribers, nowNanos);
    }
  }

  private void askAround(Subscribed each, List<Neighbour> some, int most, Effects out) {
    for (Neighbour neighbour : some) {
      each.presence.asks(neighbour.peer());
      send(neighbour.link(), new TopicMessage.Locate(each.presence.key(), most), out);
    }
  }

  // ---- publishing -------------------------------------------------------------------------------

  private void publish(Event.Publish publish, long nowNanos, Effects out) {
    TopicId topic = publish.topic();
    if (topic == null) {
      network.member().handle(publish, nowNanos, effects(network, out));
      return;
    }
    Subscribed here = subscribed.get(topic.tag());
    if (here != null) {
      here.group.member().handle(publish, nowNanos, effects(here.group, out));
      return;
    }
    int size = publish.payload().length();
    if (size < 1 || size > CastCore.PAYLOAD_MAX_BYTES) {
      throw new IllegalArgumentException("payload of " + size + " bytes");
    }
    Guest guest = guest(topic);
    if (!guest.hasRoomFor(size)) {
      counters.increment(Counter.PUBLISH_REFUSED);
      out.refused(publish.ticket(), Refusal.BACKED_UP, GUEST_RETRY_NANOS);
      return;
    }
    Handover handover =
        new Handover(
            author(topic),
            publish.name(),
            publish.key(),
            publish.payload(),
            publish.receipt(),
            nowNanos);
    out.published(publish.ticket(), handover.id(), handover.sequence());
    guest.offer(handover, nowNanos, out);
  }

  private Guest guest(TopicId topic) {
    Guest known = guests.get(topic.tag());
    if (known != null) {
      return known;
    }
    if (guests.size() >= GUESTS_MAX) {
      guests.values().removeIf(Guest::isIdle);
    }
    if (guests.size() >= GUESTS_MAX) {
      throw new IllegalStateException("messages wait for subscribers of 256 topics already");
    }
    Guest guest = new Guest(topic, overlay(), counters);
    guests.put(topic.tag(), guest);
    return guest;
  }

  // ---- frames -----------------------------------------------------------------------------------

  private void onFrame(Event.Received received, long nowNanos, Effects out) {
    long link = received.link();
    byte[] frame = received.frame().unwrap();
    if (frame.length == 0 || frame[0] < FrameType.GROUP.number()) {
      boolean hello = frame.length > 0 && frame[0] == FrameType.HELLO.number();
      receive(network, hello, received, nowNanos, out);
      return;
    }
    Neighbour neighbour = overlay().neighbour(link);
    if (neighbour != null) {
      overlay().heard(neighbour, nowNanos);
    }
    try {
      switch (TopicMessage.decode(frame)) {
        case TopicMessage.Group group -> onGroup(link, neighbour, group, nowNanos, out);
        case TopicMessage.Detach detach -> onDetach(link, neighbour, detach, out);
        case TopicMessage other when neighbour == null -> counters.increment(Counter.EARLY_FRAMES);
        case TopicMessage.Announce announce -> onAnnounce(neighbour, announce, nowNanos, out);
        case TopicMessage.Locate locate -> onLocate(neighbour, locate, nowNanos, out);
        case TopicMessage.Members members -> onMembers(neighbour, members, nowNanos, out);
      }
    } catch (WireException e) {
      counters.increment(Counter.MALFORMED_FRAMES);
      overlay().expel(link, String.valueOf(e.getMessage()), nowNanos, effects(network, out));
      links.breakOff(link, CloseReason.PROTOCOL_ERROR, out);
    }
  }

  /** Gives a group its frame; a HELLO makes it use the link if it did not. */
  private void receive(
      Membership group, boolean hello, Event.Received frame, long nowNanos, Effects out) {
    Effects itsOut = effects(group, out);
    if (hello && !links.uses(group, frame.link())) {
      Event.LinkUp up = links.attach(group, frame.link());
      if (up != null) {
        group.member().handle(up, nowNanos, itsOut);
      }
    }
    if (group.isNetwork() || links.uses(group, frame.link())) {
      group.member().handle(frame, nowNanos, itsOut);
    } else {
      counters.increment(Counter.DETACHED_FRAMES);
    }
  }

  private void onGroup(
      long link,
      @Nullable Neighbour neighbour,
      TopicMessage.Group group,
      long nowNanos,
      Effects out) {
    byte[] frame = group.frame().unwrap();
    Subscribed here = subscribed.get(group.tag());
    boolean entry = CastCore.isEntry(frame);
    boolean hello = FrameType.of(frame) == FrameType.HELLO;
    Guest guest = guests.get(group.tag());
    if (guest != null
        && neighbour != null
        && guest.onFrame(neighbour.peer(), frame, nowNanos, out)) {
      return;
    }
    if (here == null) {
      counters.increment(Counter.NOT_SUBSCRIBED);
      if (entry || hello) {
        send(link, new TopicMessage.Detach(group.tag(), CloseReason.NOT_SUBSCRIBED), out);
      }
    } else if (!entry) {
      receive(here.group, hello, new Event.Received(link, group.frame()), nowNanos, out);
    } else if (neighbour != null) {
      Effects itsOut = effects(here.group, out);
      here.group.member().onEntry(neighbour, group.frame(), nowNanos, itsOut);
    } else {
      counters.increment(Counter.EARLY_FRAMES);
    }
  }

  private void onDetach(
      long link, @Nullable Neighbour neighbour, TopicMessage.Detach detach, Effects out) {
    Subscribed here = subscribed.get(detach.tag());
    Guest guest = guests.get(detach.tag());
    if (detach.tag() == network.tag()) {
      links.detach(network, link, detach.reason(), out);
    } else if (here != null) {
      links.detach(here.group, link, detach.reason(), out);
    }
    if (guest != null && neighbour != null) {
      guest.refusedBy(neighbour.peer());
    }
  }

  private void send(long link, TopicMessage message, Effects out) {
    counters.increment(Counter.TOPIC_SENT);
    out.send(link, message.encode());
  }

  // ---- rendezvous -------------------------------------------------------------------------------

  private void onAnnounce(
      Neighbour subscriber, TopicMessage.Announce announce, long nowNanos, Effects out) {
    NodeId key = announce.key();
    boolean admitted = rendezvous.admits(subscriber.peer(), nowNanos);
    boolean kept =
        admitted
            && rendezvous.announce(key, subscriber.record(), announce.lifetimeSeconds(), nowNanos);
    if (!kept) {
      counters.increment(Counter.RENDEZVOUS_REFUSED);
    }
    if (announce.lifetimeSeconds() > 0 && (kept || admitted && subscribedTo(key) != null)) {
      send(
          subscriber.link(),
          members(key, subscriber.peer(), TopicMessage.MEMBERS_MAX, nowNanos),
          out);
    }
  }

  private void onLocate(Neighbour asker, TopicMessage.Locate locate, long nowNanos, Effects out) {
    if (rendezvous.admits(asker.peer(), nowNanos)) {
      send(asker.link(), members(locate.key(), asker.peer(), locate.most(), nowNanos), out);
    } else {
      counters.increment(Counter.RENDEZVOUS_REFUSED);
    }
  }

  private @Nullable Subscribed subscribedTo(NodeId key) {
    for (Subscribed each : subscribed.values()) {
      if (each.presence.key().equals(key)) {
        return each;
      }
    }
    return null;
  }

  /** What this node knows of the subscribers, as a rendezvous node or as one of them. */
  private TopicMessage.Members members(NodeId key, PeerId asker, int most, long nowNanos) {
    TopicMessage.Members announced = rendezvous.sample(key, asker, most, nowNanos);
    Subscribed here = subscribedTo(key);
    if (here == null || !announced.records().isEmpty()) {
      return announced;
    }
    List<PeerRecord> records = new ArrayList<>(most + 1);
    records.add(overlay().selfRecord());
    RoutingTable<Neighbour> table = here.group.member().overlay().table();
    for (Neighbour other : rng.sample(table.all(), Math.min(most, TopicMessage.MEMBERS_MAX - 1))) {
      if (!other.peer().equals(asker)) {
        records.add(other.record());
      }
    }
    return new TopicMessage.Members(key, table.size() >= Rendezvous.SUBSCRIBERS_MAX, records);
  }

  private void onMembers(
      Neighbour rendezvousNode, TopicMessage.Members members, long nowNanos, Effects out) {
    PeerId from = rendezvousNode.peer();
    for (Subscribed each : subscribed.values()) {
      if (each.presence.key().equals(members.key())
          && each.presence.answered(from, members.full())) {
        meet(each, members.records(), nowNanos, out);
        boolean isSubscriber = members.records().stream().anyMatch(r -> r.peer().equals(from));
        if (isSubscriber && each.presence.metAround()) {
          // Links that stand already are the cheapest: all others are asked for themselves.
          askAround(each, overlay().table().all(), 0, out);
        }
      }
    }
    for (Guest guest : guests.values()) {
      if (guest.key().equals(members.key())) {
        guest.answered(from, members.records());
      }
    }
  }

  private void meet(Subscribed each, List<PeerRecord> others, long nowNanos, Effects out) {
    each.group.member().overlay().meet(others, nowNanos, effects(each.group, out));
  }

  /** The rendezvous nodes of a key are found, this one may be among them. */
  private void onFound(OverlayCore.Found found, long nowNanos, Effects out) {
    List<Neighbour> nodes = new ArrayList<>();
    for (PeerRecord record : found.closest()) {
      Neighbour neighbour = overlay().neighbour(record.peer());
      if (neighbour != null) {
        nodes.add(neighbour);
      }
    }
    boolean here = isAmongTheClosest(found);
    for (Subscribed each : subscribed.values()) {
      if (each.presence.key().equals(found.target())) {
        announceAt(nodes, here, each, nowNanos, out);
      }
    }
    for (Guest guest : guests.values()) {
      if (guest.key().equals(found.target()) && !guest.isIdle()) {
        locateAt(nodes, here, guest, nowNanos, out);
      }
    }
  }

  private boolean isAmongTheClosest(OverlayCore.Found found) {
    NodeId self = overlay().table().self();
    return found.closest().size() < OverlayCore.FOUND_MAX
        || found.target().compareDistance(self, found.closest().getLast().peer().nodeId()) < 0;
  }

  private void announceAt(
      List<Neighbour> nodes, boolean here, Subscribed each, long nowNanos, Effects out) {
    Presence presence = each.presence;
    int lifetime = presence.lifetimeSeconds();
    presence.told(nodes.stream().map(Neighbour::peer).toList());
    for (Neighbour node : nodes) {
      send(node.link(), new TopicMessage.Announce(presence.key(), lifetime), out);
    }
    if (here) {
      PeerRecord self = overlay().selfRecord();
      rendezvous.announce(presence.key(), self, lifetime, nowNanos);
      TopicMessage.Members known =
          rendezvous.sample(presence.key(), self.peer(), TopicMessage.MEMBERS_MAX, nowNanos);
      meet(each, known.records(), nowNanos, out);
    }
  }

  private void locateAt(
      List<Neighbour> nodes, boolean here, Guest guest, long nowNanos, Effects out) {
    for (Neighbour node : nodes) {
      guest.asked(node.peer());
      send(node.link(), new TopicMessage.Locate(guest.key(), TopicMessage.MEMBERS_MAX), out);
    }
    if (here) {
      PeerId self = setup.identity().peerId();
      guest.asked(self);
      guest.answered(
          self, rendezvous.sample(guest.key(), self, TopicMessage.MEMBERS_MAX, nowNanos).records());
    }
  }

  @Override
  public long nextDeadlineNanos() {
    long next = network.member().nextDeadlineNanos();
    for (Subscribed each : subscribed.values()) {
      next = Math.min(next, each.presence.atNanos());
      next = Math.min(next, each.group.member().nextDeadlineNanos());
    }
    for (Guest guest : guests.values()) {
      next = Math.min(next, guest.nextDeadlineNanos());
    }
    return next;
  }
}
