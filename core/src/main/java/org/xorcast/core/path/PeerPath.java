package org.xorcast.core.path;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.path.PathFrame.Call;
import org.xorcast.core.path.PathMessage.Ping;
import org.xorcast.core.path.PathMessage.Pong;

/**
 * The ways to one peer, and which of them its link takes.
 *
 * <p>A way is good once a pong has come back along it, and bad when pings on it stay unanswered.
 * The best good way is taken: straight before relayed, then the quicker one. Each end chooses for
 * what it sends itself. Not thread-safe.
 */
final class PeerPath {
  /** Who had to go through a relay pings every place of the peer at these times, and again. */
  private static final long[] ROUND_MILLIS = {0, 33, 100, 233, 500, 1000, 2000};

  private static final int ROUNDS = 3;
  private static final long NEXT_ROUND_NANOS = Duration.ofMillis(2500).toNanos();
  private static final long LATER_ROUND_NANOS = Duration.ofSeconds(60).toNanos();

  /**
   * The called one waits so long for a ping of the caller, whose NAT might take ours badly if it
   * came first: longer than a relay takes to bring the answer on which the caller pings.
   */
  private static final long RESPONDER_WAIT_NANOS = Duration.ofMillis(500).toNanos();

  private static final long BEAT_BUSY_NANOS = Duration.ofMillis(300).toNanos();
  private static final long BEAT_IDLE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long BEAT_SPARE_NANOS = Duration.ofSeconds(15).toNanos();
  private static final long BUSY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SILENCE_NANOS = Duration.ofMillis(500).toNanos();
  private static final long FOREIGN_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  /** A peer may well take another good way than this end for what it sends. */
  private static final long FOREIGN_KNOWN_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long FOREIGN_PATIENCE_NANOS = Duration.ofMillis(50).toNanos();
  private static final long BETTER_NANOS = Duration.ofMillis(5).toNanos();
  private static final int PINGS_MAX = 64;

  /** What can be had by plain pings is had by then. */
  private static final long GUESS_AFTER_NANOS = Duration.ofMillis(700).toNanos();

  private static final int PLACES_OPENED = 2;
  private static final int WAYS_MAX = 24;

  /** One way, tried or not. */
  private static final class Way {
    final Via via;
    boolean good;

    /** Whether it has been good at any time. */
    boolean proven;

    long rttNanos;
    long pingedNanos = Long.MIN_VALUE / 2;

    /** When the first ping left that is still unanswered. */
    long unansweredNanos = Deadlines.NEVER;

    Way(Via via) {
      this.via = via;
    }
  }

  private record Out(Way way, long sentNanos) {}

  /** The earliest of its entries in {@link Dues}. */
  long queuedNanos = Deadlines.NEVER;

  private final long link;
  private final PeerId peer;
  private final boolean dialled;
  private final PathKey own;
  private final IntFunction<byte[]> random;
  private final Map<Via, Way> ways = new LinkedHashMap<>();
  private final Map<Bytes, Out> pings = new LinkedHashMap<>();
  private @Nullable PathKey theirs;
  private Way current;
  private boolean theyVary;
  private int round;
  private int step = ROUND_MILLIS.length;
  private long roundNanos = Deadlines.NEVER;
  private long nextRoundNanos = Deadlines.NEVER;
  private long nextBeatNanos;
  private long foreignNanos = Long.MIN_VALUE / 2;
  private @Nullable Way foreign;
  private long foreignCheckNanos = Deadlines.NEVER;
  private boolean punched;

  /** Where its NAT may be: that of IPv4, for others have no ports of their own. */
  private List<Endpoint> guessable = List.of();

  private boolean weVary;
  private @Nullable Birthday birthday;
  private long guessNanos = Deadlines.NEVER;
  private long guessEndNanos = Deadlines.NEVER;

  PeerPath(long link, PeerId peer, Via via, boolean dialled, IntFunction<byte[]> random) {
    this.link = link;
    this.peer = peer;
    this.dialled = dialled;
    this.random = random;
    this.own = PathKey.draw(random);
    this.current = way(via);
    current.good = true;
    current.proven = true;
  }

  long link() {
    return link;
  }

  PeerId peer() {
    return peer;
  }

  boolean isDialled() {
    return dialled;
  }

  /** What this end's pings and pongs are to be known by. */
  PathKey own() {
    return own;
  }

  Via current() {
    return current.via;
  }

  long rttNanos() {
    return current.rttNanos;
  }

  /** Whether its way was found by pings of both ends. */
  boolean isPunched() {
    return punched;
  }

  /** Whether the peer's NAT gives it another port towards everybody. */
  boolean theyVary() {
    return theyVary;
  }

  private Way way(Via via) {
    return ways.computeIfAbsent(via, Way::new);
  }

  private boolean hasRelay() {
    return relay() != null;
  }

  private @Nullable Way relay() {
    for (Way way : ways.values()) {
      if (!way.via.isDirect() && way.good) {
        return way;
      }
    }
    return null;
  }

  // ---- the call ---------------------------------------------------------------------------------

  /**
   * The other end has said where it is.
   *
   * @param weVary whether our own NAT gives us another port towards everybody
   */
  void called(Call call, boolean weVary, long nowNanos, PathEffects out) {
    theirs = call.key();
    theyVary = call.varies();
    for (Endpoint candidate : call.candidates()) {
      Via via = new Via.Direct(candidate);
      // A made-up one means something inside its own node only.
      if (!TunnelEnd.is(candidate) && (ways.containsKey(via) || makeRoom())) {
        way(via);
      }
    }
    this.weVary = weVary;
    if (current.via.isDirect()) {
      return;
    }
    guessable =
        call.candidates().stream()
            .filter(c -> !c.isIpv6() && !c.isLocal() && !c.isLoopback())
            .toList();
    guessNanos = Math.min(guessNanos, nowNanos + GUESS_AFTER_NANOS);
    round++;
    step = 0;
    roundNanos = nowNanos;
    if (!call.answer()) {
      // Ours are to leave our NAT before theirs come, and to die before they reach theirs: a NAT
      // that sees them first might give us another port.
      for (Way way : List.copyOf(ways.values())) {
        if (way.via.isDirect()) {
          ping(way, true, nowNanos, out);
        }
      }
      roundNanos = weVary ? nowNanos : nowNanos + RESPONDER_WAIT_NANOS;
    }
  }

  /** Somewhere else to find it, learnt later. */
  void offer(Via via, long nowNanos, PathEffects out) {
    if (via instanceof Via.Relayed(Endpoint relay, int flow)) {
      for (Way way : ways.values()) {
        // A relay that gives another number has forgotten the one before.
        way.good &=
            !(way.via instanceof Via.Relayed(Endpoint same, int old)
                && same.equals(relay)
                && old != flow);
      }
    }
    if (ways.containsKey(via) || makeRoom()) {
      ping(way(via), false, nowNanos, out);
    }
  }

  /** Of too many ways, one that is not good is forgotten. */
  private boolean makeRoom() {
    if (ways.size() >= WAYS_MAX) {
      ways.values().stream()
          .filter(way -> !way.good && way != current)
          .findFirst()
          .ifPresent(way -> ways.remove(way.via));
    }
    return ways.size() < WAYS_MAX;
  }

  // ---- pings ------------------------------------------------------------------------------------

  private void ping(Way way, boolean opener, long nowNanos, PathEffects out) {
    if (theirs == null) {
      return;
    }
    Bytes transaction = Bytes.wrap(random.apply(PathMessage.TRANSACTION_BYTES));
    if (pings.size() >= PINGS_MAX) {
      pings.remove(pings.keySet().iterator().next());
    }
    pings.put(transaction, new Out(way, nowNanos));
    way.pingedNanos = nowNanos;
    way.unansweredNanos = Math.min(way.unansweredNanos, nowNanos);
    Bytes mac = theirs.macOfPing(transaction);
    out.send(way.via, new Ping(transaction, theirs.tag(), mac).encode(), opener);
  }

  /** Somebody pings; if it is the peer, it is answered. */
  void received(Via from, Ping ping, long nowNanos, PathEffects out) {
    if (theirs == null || !own.macOfPing(ping.transaction()).equals(ping.mac())) {
      return;
    }
    Endpoint seen = TunnelEnd.is(from.next()) ? PathCore.NOWHERE : from.next();
    Bytes mac = theirs.macOfPong(ping.transaction(), seen);
    out.send(from, new Pong(ping.transaction(), theirs.tag(), seen, mac).encode(), false);
    Way way = ways.get(from);
    // What is known to work needs no ping back: each end would answer the other's with one for
    // ever.
    if (way != current && (way == null || !way.good)) {
      foreign(from, nowNanos, out);
    }
    if (step == 0 && roundNanos > nowNanos) {
      roundNanos = nowNanos;
    }
  }

  /**
   * An answer to a ping of ours, if it is one.
   *
   * @return whether it is
   */
  boolean received(Via from, Pong pong, long nowNanos, PathEffects out) {
    boolean guessed = birthday != null && birthday.transaction().equals(pong.transaction());
    Out ping = guessed ? new Out(way(from), nowNanos) : pings.get(pong.transaction());
    if (ping == null || !own.macOfPong(pong.transaction(), pong.observed()).equals(pong.mac())) {
      return false;
    }
    pings.remove(pong.transaction());
    Way way = ping.way;
    long rtt = nowNanos - ping.sentNanos;
    way.rttNanos = way.good && way.rttNanos > 0 ? (3 * way.rttNanos + rtt) / 4 : rtt;
    way.good = true;
    way.proven = true;
    way.unansweredNanos = Deadlines.NEVER;
    if (isBetter(way)) {
      punched |= !current.via.isDirect() && way.via.isDirect();
      move(way, out);
    }
    if (current.via.isDirect()) {
      step = ROUND_MILLIS.length;
      round = 0;
      nextRoundNanos = Deadlines.NEVER;
      guessNanos = Deadlines.NEVER;
      birthday = null;
    }
    return true;
  }

  // ---- guessing ports ---------------------------------------------------------------------------

  /** Nobody can tell the other end our port, so that it has to guess one of many. */
  void openPorts(long nowNanos, PathEffects out) {
    guessEndNanos = nowNanos + Birthday.LIMIT_NANOS;
    out.openSockets(link, Birthday.SOCKETS);
  }

  void openPortsAgain(long whenNanos) {
    guessNanos = whenNanos;
  }

  /** Whether there is a use for guesses, and an address to make them at. */
  boolean isToBeGuessed() {
    return !guessable.isEmpty() && !current.via.isDirect();
  }

  /** The other end has opened many ports; its CALL may be older than what it knows of them. */
  void guess(long nowNanos) {
    theyVary = true;
    guessEndNanos = nowNanos + Birthday.LIMIT_NANOS;
    birthday = new Birthday(guessable.getFirst().ip(), nowNanos, random);
  }

  /** What leaves here opens one more port that can be guessed. */
  void socketOpened(int socket, PathEffects out) {
    if (theirs != null && !current.via.isDirect()) {
      Bytes transaction = Bytes.wrap(random.apply(PathMessage.TRANSACTION_BYTES));
      byte[] ping = new Ping(transaction, theirs.tag(), theirs.macOfPing(transaction)).encode();
      guessable.stream()
          .limit(PLACES_OPENED)
          .forEach(place -> out.send(new Via.Direct(place, socket), ping, false));
    }
  }

  private void guessOn(long nowNanos, PathEffects out) {
    Birthday guesses = birthday;
    if (guesses != null && theirs != null && !guesses.isOver() && nowNanos >= guesses.dueNanos()) {
      Bytes mac = theirs.macOfPing(guesses.transaction());
      byte[] ping = new Ping(guesses.transaction(), theirs.tag(), mac).encode();
      guesses.next(nowNanos).forEach(at -> out.send(new Via.Direct(at), ping, false));
    }
    if (nowNanos >= guessEndNanos) {
      guessEndNanos = Deadlines.NEVER;
      birthday = null;
      if (!current.via.isDirect()) {
        out.closeSockets(link, 0);
      }
    }
  }

  private boolean isBetter(Way way) {
    if (way == current) {
      return false;
    }
    if (way.via.isDirect() != current.via.isDirect()) {
      return way.via.isDirect();
    }
    return !current.good || cost(way) + BETTER_NANOS < cost(current);
  }

  private static long cost(Way way) {
    long ipv6 = way.via.next().isIpv6() ? Duration.ofMillis(3).toNanos() : 0;
    return way.rttNanos - ipv6;
  }

  private void move(Way way, PathEffects out) {
    Via from = current.via;
    current = way;
    out.use(link, way.via);
    if (way.via instanceof Via.Direct(Endpoint _, int socket) && socket != 0) {
      out.closeSockets(link, socket);
    }
    out.moved(link, peer, from, way.via);
  }

  /**
   * The peer sends along a way that this end does not take: its NAT may have given it another port,
   * or its own way may be lost. Both ways are asked; if only that one answers, it is taken.
   */
  void foreign(Via from, long nowNanos, PathEffects out) {
    Way other = ways.get(from);
    long pause = other != null && other.good ? FOREIGN_KNOWN_PAUSE_NANOS : FOREIGN_PAUSE_NANOS;
    boolean known = other != null || makeRoom();
    if (theirs == null || !known || nowNanos - foreignNanos < pause) {
      return;
    }
    foreignNanos = nowNanos;
    Way way = way(from);
    ping(way, false, nowNanos, out);
    if (foreign == null || foreign != way) {
      foreign = way;
      long patience =
          Math.max(FOREIGN_PATIENCE_NANOS, 2 * Math.max(way.rttNanos, current.rttNanos));
      foreignCheckNanos = nowNanos + patience;
      current.unansweredNanos = Deadlines.NEVER;
      ping(current, false, nowNanos, out);
    }
  }

  /** Whether the peer is somewhere else now. */
  private boolean checkForeign(long nowNanos, PathEffects out) {
    Way other = foreign;
    if (other == null || nowNanos < foreignCheckNanos) {
      return false;
    }
    foreign = null;
    foreignCheckNanos = Deadlines.NEVER;
    if (other.good && other != current && current.unansweredNanos != Deadlines.NEVER) {
      current.good = false;
      move(other, out);
      return other.via.isDirect();
    }
    return false;
  }

  /** Pings the way in use, so that the peer learns if we are somewhere else now. */
  void probe(long nowNanos, PathEffects out) {
    ping(current, false, nowNanos, out);
  }

  // ---- time -------------------------------------------------------------------------------------

  /**
   * Does what is due.
   *
   * @return what the one who looks after all links has to do about it
   */
  Need wake(long nowNanos, PathEffects out) {
    // It learns from a CALL where it is seen now.
    Need need = checkForeign(nowNanos, out) ? Need.CALL : Need.NOTHING;
    if (step < ROUND_MILLIS.length && nowNanos >= stepNanos()) {
      step++;
      for (Way way : List.copyOf(ways.values())) {
        if (way.via.isDirect()) {
          ping(way, false, nowNanos, out);
        }
      }
      if (step == ROUND_MILLIS.length) {
        boolean soon = round < ROUNDS;
        nextRoundNanos = roundNanos + (soon ? NEXT_ROUND_NANOS : LATER_ROUND_NANOS);
      }
    }
    if (nowNanos >= nextRoundNanos) {
      nextRoundNanos = Deadlines.NEVER;
      need = dialled ? Need.CALL : need;
    }
    if (nowNanos >= guessNanos) {
      guessNanos = Deadlines.NEVER;
      boolean useful = weVary && !theyVary && isToBeGuessed();
      need = useful ? Need.GUESS : need;
    }
    guessOn(nowNanos, out);
    if (theirs != null && isWatched() && nowNanos >= nextBeatNanos) {
      nextBeatNanos = nowNanos + BEAT_BUSY_NANOS;
      need = beat(nowNanos, out) ? need : Need.RELAY;
    }
    return need;
  }

  /** What a peer's path cannot do by itself. */
  enum Need {
    NOTHING,
    /** To tell the peer again where we are. */
    CALL,
    /** To open many ports for the other end to guess, if that may be done now. */
    GUESS,
    /** A relay to it: none of the ways there are is good. */
    RELAY
  }

  private long stepNanos() {
    return roundNanos + Duration.ofMillis(ROUND_MILLIS[step]).toNanos();
  }

  /** A way to which there is no other needs no watching: QUIC does that. */
  private boolean isWatched() {
    return punched || hasRelay() || !current.via.isDirect();
  }

  /** Pings the ways in use; false if a relay has to be asked, for the best way is lost. */
  private boolean beat(long nowNanos, PathEffects out) {
    if (isSilent(current, nowNanos)) {
      current.good = false;
      Way next = next(nowNanos);
      boolean wasDirect = current.via.isDirect();
      if (next == null) {
        current.unansweredNanos = Deadlines.NEVER;
        ping(current, false, nowNanos, out);
        return false;
      }
      move(next, out);
      if (wasDirect && !next.via.isDirect()) {
        round = 0;
        nextRoundNanos = nowNanos;
        ping(next, false, nowNanos, out);
        // Our NAT may have forgotten all it knew: then the relay does not know us any more either.
        return false;
      }
    }
    boolean busy = nowNanos - out.sentNanos(link) < BUSY_NANOS;
    if (nowNanos - current.pingedNanos >= (busy ? BEAT_BUSY_NANOS : BEAT_IDLE_NANOS)
        || (current.unansweredNanos < nowNanos
            && nowNanos - current.pingedNanos >= BEAT_BUSY_NANOS)) {
      ping(current, false, nowNanos, out);
    }
    for (Way way : List.copyOf(ways.values())) {
      if (way != current && way.proven) {
        beatSpare(way, nowNanos, out);
      }
    }
    return true;
  }

  /** Keeps a way alive that is not in use, or finds out whether one that was lost is back. */
  private void beatSpare(Way way, long nowNanos, PathEffects out) {
    way.good &= !isSilent(way, nowNanos);
    boolean wanted = way.via.isDirect() && !current.via.isDirect();
    if (nowNanos - way.pingedNanos >= (wanted ? BEAT_IDLE_NANOS : BEAT_SPARE_NANOS)) {
      way.unansweredNanos = Deadlines.NEVER;
      ping(way, false, nowNanos, out);
    }
  }

  private static boolean isSilent(Way way, long nowNanos) {
    long patience = Math.max(SILENCE_NANOS, 3 * way.rttNanos);
    return way.unansweredNanos != Deadlines.NEVER && nowNanos - way.unansweredNanos > patience;
  }

  private @Nullable Way next(long nowNanos) {
    List<Way> good = new ArrayList<>();
    for (Way way : ways.values()) {
      if (way.good && way != current && !isSilent(way, nowNanos)) {
        good.add(way);
      }
    }
    good.sort((a, b) ->
        a.via.isDirect() != b.via.isDirect()
            ? (a.via.isDirect() ? -1 : 1)
            : Long.compare(cost(a), cost(b)));
    return good.isEmpty() ? null : good.getFirst();
  }

  long nextDeadlineNanos() {
    long next = step < ROUND_MILLIS.length ? stepNanos() : Deadlines.NEVER;
    next = Math.min(next, foreignCheckNanos);
    next = Math.min(Math.min(next, nextRoundNanos), Math.min(guessNanos, guessEndNanos));
    next = birthday == null || birthday.isOver() ? next : Math.min(next, birthday.dueNanos());
    return theirs != null && isWatched() ? Math.min(next, nextBeatNanos) : next;
  }
}
