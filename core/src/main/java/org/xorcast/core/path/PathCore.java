package org.xorcast.core.path;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.TokenBucket;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.path.PathFrame.AskDialBack;
import org.xorcast.core.path.PathFrame.Call;
import org.xorcast.core.path.PathFrame.DialBackAsked;
import org.xorcast.core.path.PathFrame.DialBackFor;
import org.xorcast.core.path.PathFrame.Guess;
import org.xorcast.core.path.PathFrame.Reserve;
import org.xorcast.core.path.PathFrame.Reserved;
import org.xorcast.core.path.PathMessage.DialBack;
import org.xorcast.core.path.PathMessage.Open;
import org.xorcast.core.path.PathMessage.Opened;
import org.xorcast.core.path.PathMessage.Ping;
import org.xorcast.core.path.PathMessage.Pong;
import org.xorcast.core.path.PathMessage.Refused;
import org.xorcast.core.wire.WireException;

/**
 * The paths of all links of a node, its own place in the world, and what it does as a relay.
 * Datagrams, frames and the time go in; datagrams, frames and moves come out. Not thread-safe.
 */
public final class PathCore {
  private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long TELL_PAUSE_NANOS = Duration.ofMillis(200).toNanos();

  /** Guessing ports is done for one link at a time, and seldom. */
  private static final long BIRTHDAY_PAUSE_NANOS = Duration.ofSeconds(20).toNanos();

  /** Less for the end that is asked to, or the next time it would refuse by a jitter. */
  private static final long GUESS_PAUSE_NANOS = Duration.ofSeconds(15).toNanos();

  /** Dial-backs done for others: one in two seconds. */
  private static final long DIAL_BACK_INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

  private static final int DIAL_BACK_BURST = 8;

  /** What PONG says to who came through a tunnel, and so is seen nowhere. */
  static final Endpoint NOWHERE = Endpoint.ofIpv4(0, 1);

  private List<Endpoint> own;
  private final IntFunction<byte[]> random;
  private final Relay relay;
  private final boolean relays;
  private final Reachability place;
  private final StunAnswers stun = new StunAnswers();
  private final Reservations reservations = new Reservations();
  private final Map<Long, PeerPath> links = new LinkedHashMap<>();
  private final Map<Long, PeerPath> byTag = new LinkedHashMap<>();
  private final Map<Long, List<Endpoint>> relaysOf = new LinkedHashMap<>();
  private final Openings openings;
  private final Map<Via.Relayed, Long> flows = new LinkedHashMap<>();
  private final TokenBucket dialBacks = new TokenBucket(DIAL_BACK_INTERVAL_NANOS, DIAL_BACK_BURST);
  private final Dues dues = new Dues();
  private final MappedPlace mapped = new MappedPlace();
  private long tickNanos;
  private long birthdayNanos = -BIRTHDAY_PAUSE_NANOS;
  private @Nullable Endpoint mappedTold;
  private List<Endpoint> tunnels = List.of();
  private int toldVersion;
  private @Nullable Set<Endpoint> told;
  private long toldNanos = -TELL_PAUSE_NANOS;
  private long malformed;

  /**
   * @param own addresses of this machine's interfaces, with the socket's port
   * @param limits what it does for others
   * @param random gives so many bytes that nobody can guess
   */
  public PathCore(List<Endpoint> own, RelayLimits limits, IntFunction<byte[]> random) {
    this.own = List.copyOf(own);
    this.random = random;
    this.place = new Reachability(own);
    this.openings = new Openings(random);
    this.relays = limits.reservations() > 0;
    this.relay = new Relay(limits, random, this::whereIs, this::straightLink);
  }

  /** Addresses of this machine's interfaces that are others now: it may be somewhere else. */
  public void own(List<Endpoint> changed, long nowNanos, PathEffects out) {
    own = List.copyOf(changed);
    place.own(changed, nowNanos);
    tickNanos = nowNanos;
    tellPlaces(nowNanos, out);
  }

  private long straightLink(PeerId peer) {
    for (PeerPath path : links.values()) {
      if (path.peer().equals(peer) && whereIs(path.link()) != null) {
        return path.link();
      }
    }
    return 0;
  }

  /** Whether what goes there goes through a tunnel, so that nobody at its ends is seen. */
  private boolean isTunnelled(Endpoint at) {
    return TunnelEnd.is(at) || tunnels.contains(at);
  }

  /**
   * UDP gets nowhere, and these are the relays to which a tunnel stands.
   *
   * @param relays none if UDP passes again
   */
  public void tunnelled(List<Endpoint> relays, long nowNanos) {
    tunnels = List.copyOf(relays);
    place.tunnelled();
    mapped.doubt(nowNanos);
    tickNanos = nowNanos;
  }

  /** UDP passes again, and there are no tunnels any more. */
  public void leaveTunnels(long nowNanos) {
    tunnels = List.of();
    place.leavesTunnel();
    tickNanos = nowNanos;
  }

  /** Relays to which a tunnel stands. */
  public List<Endpoint> tunnels() {
    return tunnels;
  }

  /** Relayed packets come and go by the node's own socket only. */
  private @Nullable Endpoint whereIs(long link) {
    PeerPath path = links.get(link);
    boolean straight =
        path != null && path.current() instanceof Via.Direct(Endpoint _, int socket) && socket == 0;
    return path != null && straight ? path.current().next() : null;
  }

  // ---- links ------------------------------------------------------------------------------------

  /**
   * A link is being opened to a peer that may be reached through relays.
   *
   * @param relays where flows to it can be opened, best first
   */
  public void dialling(
      long link, PeerId target, List<Endpoint> relays, long nowNanos, PathEffects out) {
    relaysOf.put(link, List.copyOf(relays));
    open(link, target, relays, nowNanos, out);
  }

  /**
   * Where to ask for flows to those who have only the IP version that this node lacks and name no
   * relays: its own relays, or anybody with a straight link, may have a link with them.
   */
  public List<Endpoint> helpers() {
    List<Endpoint> relays = reservations.relays();
    if (!relays.isEmpty()) {
      return relays;
    }
    List<Endpoint> linked = new ArrayList<>(Reservations.WANTED);
    for (PeerPath path : links.values()) {
      Endpoint at = whereIs(path.link());
      if (at != null && linked.size() < Reservations.WANTED) {
        linked.add(at);
      }
    }
    return linked;
  }

  private void open(
      long link, PeerId target, List<Endpoint> relays, long nowNanos, PathEffects out) {
    List<Endpoint> others = relays.stream().filter(relay -> !own.contains(relay)).toList();
    others.forEach(place::contacted);
    openings.open(link, target, others, nowNanos, out);
  }

  /**
   * A link stands.
   *
   * @param via the way that its handshake took
   * @param dialled whether this node opened it
   */
  public void linkUp(
      long link, PeerId peer, Via via, boolean dialled, long nowNanos, PathEffects out) {
    PeerPath path = new PeerPath(link, peer, via, dialled, random);
    links.put(link, path);
    byTag.put(path.own().tag(), path);
    if (!via.isDirect()) {
      flows.put((Via.Relayed) via, link);
    }
    if (dialled) {
      place.contacted(via.next());
      call(path, false, out);
    } else if (via instanceof Via.Direct(Endpoint from, int _) && mapped.endpoint() == null) {
      // Else its CALL has to say first whether it came in at the mapped place.
      place.heardStranger(from);
    }
    tickNanos = Math.min(tickNanos, nowNanos);
    dues.changed(path);
  }

  private void call(PeerPath path, boolean answer, PathEffects out) {
    Endpoint seen =
        path.current() instanceof Via.Direct(Endpoint to, int _) && !isTunnelled(to) ? to : null;
    List<Endpoint> candidates = seen == null ? candidates() : List.of();
    Call call = new Call(answer, place.varies(), path.own(), seen, candidates);
    out.sendFrame(path.link(), call.encode());
  }

  private List<Endpoint> candidates() {
    Set<Endpoint> all = new LinkedHashSet<>();
    Endpoint external = mapped.endpoint();
    if (external != null && place.isSeenAt(external.ip())) {
      all.add(external);
    }
    all.addAll(place.places(PathFrame.CANDIDATES_MAX / 2));
    all.addAll(own);
    return all.stream().limit(PathFrame.CANDIDATES_MAX).toList();
  }

  /** A link, or the attempt to open one, is over. */
  public void linkDown(long link, PathEffects out) {
    PeerPath gone = links.remove(link);
    if (gone != null) {
      byTag.remove(gone.own().tag());
    }
    relaysOf.remove(link);
    flows.values().removeIf(its -> its == link);
    openings.linkDown(link);
    relay.linkDown(link);
    if (reservations.linkDown(link)) {
      out.relays(reservations.relays());
    }
    tickNanos = 0;
  }

  /**
   * A frame about paths came over a link.
   *
   * @throws WireException if it is malformed
   */
  public void frame(long link, byte[] frame, long nowNanos, PathEffects out) {
    PeerPath path = links.get(link);
    if (path == null) {
      return;
    }
    switch (PathFrame.decode(frame)) {
      case Call call -> onCall(path, call, nowNanos, out);
      case Guess guess -> {
        boolean useful = path.isToBeGuessed() && !place.varies();
        if (useful && mayGuess(GUESS_PAUSE_NANOS, nowNanos)) {
          path.guess(nowNanos);
        }
      }
      case Reserve reserve -> {
        int seconds = mayRelay(path) ? relay.reserve(path.peer(), link, nowNanos) : 0;
        Endpoint other = seconds > 0 && reserve.other() ? otherPlace(path) : null;
        out.sendFrame(link, new Reserved(seconds, other).encode());
      }
      case Reserved reserved -> {
        Endpoint other = isOtherPlace(path, reserved.other()) ? reserved.other() : null;
        if (reservations.answered(link, reserved.seconds(), other, nowNanos)) {
          out.relays(reservations.relays());
        }
        tickNanos = nowNanos;
      }
      case AskDialBack ask -> onAskDialBack(path, ask, nowNanos, out);
      case DialBackFor back -> {
        if (!TunnelEnd.is(back.to()) && dialBacks.tryTake(1, nowNanos)) {
          out.sendAside(back.to(), new DialBack(back.nonce()).encode());
        }
      }
      case DialBackAsked asked -> {
        place.answered(asked.nonce(), asked.asked());
        mapped.answered(asked.nonce(), asked.asked());
      }
    }
    dues.changed(path);
  }

  /** One link at a time, and not often. */
  private boolean mayGuess(long pauseNanos, long nowNanos) {
    boolean may = nowNanos - birthdayNanos >= pauseNanos;
    birthdayNanos = may ? nowNanos : birthdayNanos;
    return may;
  }

  /** Who has to be called through others calls nobody through himself. */
  private boolean mayRelay(PeerPath asker) {
    // Whoever asks and has dialled us straight knows that we are reached, be it by him only.
    Reachability.State state = place.state(isInIpv6(asker.current().next()));
    boolean reached =
        state == Reachability.State.PUBLIC
            || (state == Reachability.State.UNKNOWN && !asker.isDialled())
            || (mapped.isProved() && mapped.is(place.seenBy(asker.peer())));
    return relays && reached && tunnels.isEmpty() && reservations.relays().isEmpty();
  }

  /** Where those may call it who do not have the IP version of a link. */
  private @Nullable Endpoint otherPlace(PeerPath path) {
    if (!(path.current() instanceof Via.Direct(Endpoint at, int _)) || isTunnelled(at)) {
      return null;
    }
    boolean ipv6 = !at.isIpv6();
    return mapped.isProved(ipv6) ? mapped.endpoint() : place.callable(ipv6);
  }

  private static boolean isOtherPlace(PeerPath path, @Nullable Endpoint place) {
    return place != null
        && path.current().next().isIpv6() != place.isIpv6()
        && !TunnelEnd.is(place)
        && !place.isLocal()
        && !place.isLoopback();
  }

  /** Asks for a reservation, or again for one that will be over. */
  private void reserve(PeerPath path, PathEffects out) {
    // Who is reached in the other version, or in a tunnel, is called by nobody there through it.
    boolean ipv6 = path.current().next().isIpv6();
    boolean other = tunnels.isEmpty() && place.state(!ipv6) != Reachability.State.PUBLIC;
    out.sendFrame(path.link(), new Reserve(other).encode());
  }

  /** A tunnel's end only looks like an address. */
  private static boolean isInIpv6(Endpoint peer) {
    return peer.isIpv6() && !TunnelEnd.is(peer);
  }

  private void onCall(PeerPath path, Call call, long nowNanos, PathEffects out) {
    if (call.observed() != null
        && path.current() instanceof Via.Direct(Endpoint to, int _)
        && !isTunnelled(to)) {
      if (!call.answer() && !path.isDialled() && !path.isPunched()) {
        cameIn(to, call.observed(), nowNanos, out);
      }
      place.seen(path.peer(), to, call.observed(), nowNanos);
      tickNanos = nowNanos;
    }
    call.candidates().forEach(place::contacted);
    path.called(call, place.varies(), nowNanos, out);
    if (!call.answer()) {
      call(path, true, out);
    }
    tellNewPlaces(nowNanos, out);
  }

  /**
   * A gateway says that it passes on to this node what comes to that place; or none does any more.
   * Peers that reach it through relays are told, and try whether it is true.
   */
  public void mapped(@Nullable Endpoint external, long nowNanos, PathEffects out) {
    mapped.map(external, nowNanos);
    place.mapped(mapped.endpoint());
    tellMapped(out);
    tickNanos = nowNanos;
    tellPlaces(nowNanos, out);
  }

  /** Tells them though no peer has seen another one. */
  private void tellPlaces(long nowNanos, PathEffects out) {
    toldVersion = place.version() - 1;
    told = null;
    tellNewPlaces(nowNanos, out);
  }

  private void tellMapped(PathEffects out) {
    Endpoint proved = mapped.isProved() ? mapped.endpoint() : null;
    if (!Objects.equals(proved, mappedTold)) {
      mappedTold = proved;
      out.provedMapped(proved);
    }
  }

  /** A peer has called this node straight, at the place where it sees it. */
  private void cameIn(Endpoint from, Endpoint at, long nowNanos, PathEffects out) {
    if (!mapped.is(at)) {
      place.heardStranger(from);
    } else if (place.isStranger(from)) {
      mapped.prove(nowNanos);
      tellMapped(out);
    }
  }

  /**
   * If those whom this node called see it at other ports only, what comes to the mapped one was let
   * in by the gateway, even from somebody to whom this node has sent something.
   */
  private boolean provesMapped(Via from) {
    if (!(from instanceof Via.Direct(Endpoint at, int socket)) || socket != 0) {
      return false;
    }
    boolean elsewhere = false;
    boolean there = false;
    for (PeerPath path : links.values()) {
      Endpoint seen = place.seenBy(path.peer());
      if (path.isDialled() && !path.isPunched() && seen != null) {
        there |= mapped.is(seen);
        elsewhere |= !mapped.is(seen);
      }
    }
    boolean outside = !at.isLocal() && !at.isLoopback() && !isTunnelled(at);
    return place.isStranger(at) || (outside && elsewhere && !there);
  }

  /** Whoever is reached through a relay only is told at once where else we are. */
  private void tellNewPlaces(long nowNanos, PathEffects out) {
    if (place.version() == toldVersion || nowNanos - toldNanos < TELL_PAUSE_NANOS) {
      return;
    }
    toldVersion = place.version();
    Set<Endpoint> tellable = place.tellable();
    if (tellable.equals(told)) {
      return;
    }
    told = tellable;
    toldNanos = nowNanos;
    for (PeerPath path : links.values()) {
      if (!path.current().isDirect()) {
        call(path, false, out);
      }
    }
  }

  /** Only to where the asker is seen, by somebody else in the same IP version, and once. */
  private void onAskDialBack(PeerPath path, AskDialBack ask, long nowNanos, PathEffects out) {
    boolean asked = false;
    if (path.current() instanceof Via.Direct(Endpoint to, int _)
        && !isTunnelled(to)
        && dialBacks.tryTake(1, nowNanos)) {
      for (PeerPath other : links.values()) {
        if (other != path
            && other.current() instanceof Via.Direct(Endpoint its, int _)
            && !isTunnelled(its)
            && its.isIpv6() == to.isIpv6()
            && !its.ip().equals(to.ip())) {
          Endpoint there = ask.port() == 0 ? to : new Endpoint(to.ip(), ask.port());
          out.sendFrame(other.link(), new DialBackFor(ask.nonce(), there).encode());
          asked = true;
          break;
        }
      }
    }
    out.sendFrame(path.link(), new DialBackAsked(ask.nonce(), asked).encode());
  }

  /** One of the sockets that were wanted is open. */
  public void socketOpened(long link, int socket, PathEffects out) {
    PeerPath path = links.get(link);
    if (path != null) {
      path.socketOpened(socket, out);
      dues.changed(path);
    }
  }

  // ---- datagrams --------------------------------------------------------------------------------

  /** Something that is not about a path was sent to an address. */
  public void contacted(Endpoint to) {
    place.contacted(to);
  }

  /** A datagram about paths. */
  public void received(Via from, byte[] datagram, long nowNanos, PathEffects out) {
    try {
      switch (PathMessage.decode(datagram)) {
        case Ping ping -> {
          PeerPath path = byTag.get(ping.tag());
          if (path != null) {
            path.received(from, ping, nowNanos, out);
            dues.changed(path);
          }
        }
        case Pong pong -> {
          PeerPath path = byTag.get(pong.tag());
          if (path != null && path.received(from, pong, nowNanos, out)) {
            dues.changed(path);
            settled(path.link(), from);
            if (from instanceof Via.Direct(Endpoint at, int socket)
                && socket == 0
                && !isTunnelled(at)
                && !pong.observed().equals(NOWHERE)) {
              place.seen(path.peer(), at, pong.observed(), nowNanos);
              tellNewPlaces(nowNanos, out);
            }
          }
        }
        case DialBack back -> {
          if (!mapped.arrived(back.nonce())) {
            place.arrived(back.nonce(), from.next(), nowNanos);
          } else if (provesMapped(from)) {
            mapped.prove(nowNanos);
            tellMapped(out);
          }
          tickNanos = nowNanos;
        }
        case Open open -> {
          PathMessage answer = from.isDirect() ? relay.open(from.next(), open, nowNanos) : null;
          if (answer != null) {
            out.send(from, answer.encode(), false);
          }
        }
        case Opened opened -> onOpened(from, opened, nowNanos, out);
        case Refused refused -> openings.refused(refused.transaction(), from);
      }
    } catch (WireException e) {
      malformed++;
    }
  }

  /**
   * A datagram that looks like STUN. An answer makes nobody a known one: who asks from where this
   * node has sent nothing has come in without it.
   */
  public void stun(Endpoint from, byte[] datagram, long nowNanos, PathEffects out) {
    byte[] answer = stun.answer(from, datagram, nowNanos);
    if (answer != null) {
      out.send(new Via.Direct(from), answer, false);
    }
  }

  /** What is proved to be the peer has answered along that way. */
  private void settled(long link, Via from) {
    if (from.isDirect()) {
      place.contacted(from.next());
    } else if (from instanceof Via.Relayed relayed) {
      flows.put(relayed, link);
    }
  }

  private void onOpened(Via from, Opened opened, long nowNanos, PathEffects out) {
    Openings.Flow flow = openings.opened(opened, from);
    if (flow == null) {
      return;
    }
    flows.put(flow.via(), flow.link());
    PeerPath path = links.get(flow.link());
    if (path == null) {
      out.offer(flow.link(), flow.via());
    } else {
      path.offer(flow.via(), nowNanos, out);
      dues.changed(path);
    }
  }

  /**
   * Where a relayed datagram goes that came in.
   *
   * @return null if it is not to be passed on: it may be for this node
   */
  public @Nullable Endpoint route(Endpoint from, int flow, int sizeBytes, long nowNanos) {
    return relay.has(flow) ? relay.route(from, flow, sizeBytes, nowNanos) : null;
  }

  /** Whether a relayed datagram that is not to be passed on is for this node. */
  public boolean isForUs(Via.Relayed via) {
    return !relay.has(via.flow())
        && (flows.containsKey(via) || reservations.holds(via.relay()) || isLinked(via.relay()));
  }

  /** Who is tunnelled calls through a peer with whom there is a link, without a reservation. */
  private boolean isLinked(Endpoint relay) {
    for (PeerPath path : links.values()) {
      if (path.current() instanceof Via.Direct(Endpoint at, int _) && at.equals(relay)) {
        return true;
      }
    }
    return false;
  }

  /** A datagram of a link's connection came along a way that the link does not take. */
  public void foreign(long link, Via from, long nowNanos, PathEffects out) {
    PeerPath path = links.get(link);
    if (path != null) {
      path.foreign(from, nowNanos, out);
      dues.changed(path);
    }
  }

  // ---- time -------------------------------------------------------------------------------------

  /** Does what is due. */
  public void wake(long nowNanos, PathEffects out) {
    for (PeerPath path : dues.take(nowNanos)) {
      if (links.get(path.link()) != path) {
        continue;
      }
      if (path.nextDeadlineNanos() <= nowNanos) {
        switch (path.wake(nowNanos, out)) {
          case CALL -> call(path, false, out);
          case RELAY -> {
            List<Endpoint> at = relaysOf.getOrDefault(path.link(), List.of());
            open(path.link(), path.peer(), at, nowNanos, out);
            probeRelays(nowNanos, out);
          }
          case GUESS -> {
            if (mayGuess(BIRTHDAY_PAUSE_NANOS, nowNanos)) {
              path.openPorts(nowNanos, out);
              out.sendFrame(path.link(), new Guess().encode());
            }
            path.openPortsAgain(birthdayNanos + BIRTHDAY_PAUSE_NANOS);
          }
          case NOTHING -> {}
        }
      }
      dues.changed(path);
    }
    openings.wake(nowNanos, out);
    if (nowNanos >= tickNanos) {
      tickNanos = nowNanos + TICK_NANOS;
      tick(nowNanos, out);
    }
  }

  /** Who relays to us has to know where we are now. */
  private void probeRelays(long nowNanos, PathEffects out) {
    for (long link : reservations.held()) {
      PeerPath path = links.get(link);
      if (path != null) {
        path.probe(nowNanos, out);
      }
    }
  }

  private void tick(long nowNanos, PathEffects out) {
    tellNewPlaces(nowNanos, out);
    if (place.isLeavingTunnel()) {
      askWhereSeen(nowNanos, out);
    }
    relay.expire(nowNanos);
    place.expire(nowNanos);
    proveMapped(nowNanos, out);
    if (mapped.isProved(false) || !place.needsRelays(nowNanos)) {
      if (reservations.clear()) {
        out.relays(List.of());
      }
    } else {
      for (long link : reservations.due(nowNanos)) {
        PeerPath path = links.get(link);
        if (path != null) {
          reserve(path, out);
        }
      }
      for (PeerPath path : links.values()) {
        if (path.current() instanceof Via.Direct(Endpoint to, int _)
            && !TunnelEnd.is(to)
            && reservations.wants(path.link(), to)) {
          reservations.asked(path.link(), to, nowNanos);
          reserve(path, out);
        }
      }
    }
    for (PeerPath path : links.values()) {
      boolean ipv6 = isInIpv6(path.current().next());
      // What comes to the mapped place tells nothing of what would come without the gateway.
      if (path.isDialled()
          && path.current().isDirect()
          && place.wantsDialBack(ipv6, nowNanos)
          && !mapped.isProved(ipv6)
          && !mapped.is(place.seenBy(path.peer()))) {
        Bytes nonce = Bytes.wrap(random.apply(PathMessage.NONCE_BYTES));
        place.asked(nonce, ipv6, nowNanos);
        out.sendFrame(path.link(), new AskDialBack(nonce, 0).encode());
      }
    }
  }

  /** Has a dial-back sent to the place that is said to be mapped, if peers see its address. */
  private void proveMapped(long nowNanos, PathEffects out) {
    mapped.expire(nowNanos);
    Endpoint external = mapped.endpoint();
    if (external != null && place.isSeenElsewhere(external.ip())) {
      mapped.doubt(nowNanos);
    }
    tellMapped(out);
    if (external == null || !mapped.wantsDialBack(nowNanos)) {
      return;
    }
    List<PeerPath> able = new ArrayList<>();
    for (PeerPath path : links.values()) {
      Endpoint seen = path.current().isDirect() ? place.seenBy(path.peer()) : null;
      if (seen != null && seen.ip().equals(external.ip())) {
        able.add(path);
      }
    }
    if (!able.isEmpty()) {
      PeerPath asked = able.get(mapped.turn() % able.size());
      Bytes nonce = Bytes.wrap(random.apply(PathMessage.NONCE_BYTES));
      mapped.asked(nonce, nowNanos);
      out.sendFrame(asked.link(), new AskDialBack(nonce, external.port()).encode());
    }
  }

  /** What a ping comes from shows the peer the place, and the pong tells it. */
  private void askWhereSeen(long nowNanos, PathEffects out) {
    for (PeerPath path : links.values()) {
      if (path.current().isDirect()) {
        path.probe(nowNanos, out);
      }
    }
  }

  /** When {@link #wake} is wanted at the latest. */
  public long nextDeadlineNanos() {
    long next = links.isEmpty() ? Deadlines.NEVER : tickNanos;
    next = Math.min(next, dues.nextNanos());
    return Math.min(next, openings.nextNanos());
  }

  // ---- what is known ----------------------------------------------------------------------------

  /** The way of a link, null if there is no such link. */
  public @Nullable Via via(long link) {
    PeerPath path = links.get(link);
    return path == null ? null : path.current();
  }

  /** Whether a link's way was found by pings of both ends. */
  public boolean isPunched(long link) {
    PeerPath path = links.get(link);
    return path != null && path.isPunched();
  }

  /** Addresses of this machine's interfaces, with the socket's port. */
  public List<Endpoint> own() {
    return own;
  }

  /** What this node does as a relay. */
  public RelayCounters relayCounters() {
    return relay.counters();
  }

  /** What this node does as a STUN server. */
  public StunCounters stunCounters() {
    return stun.counters();
  }

  /** What this node knows of its own place. */
  public Place place() {
    Endpoint external = mapped.endpoint();
    return new Place(
        mapped.isProved(false) || place.state() == Reachability.State.PUBLIC,
        !mapped.isProved(false) && place.state() == Reachability.State.HIDDEN,
        place.varies(),
        place.places(PathFrame.CANDIDATES_MAX),
        external == null ? List.of() : List.of(external),
        mapped.isProved(),
        reservations.relays(),
        tunnels);
  }

  /** Datagrams that looked as if they were about paths. */
  public long malformed() {
    return malformed;
  }
}
