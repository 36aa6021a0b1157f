package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Ack;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.IWant;
import org.xorcast.core.cast.CastMessage.Probe;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * Asks for what does not come: messages that others announce or probe for, and the missing chunks
 * of messages that have stopped growing.
 */
final class Puller {
  private static final long AGAIN_MIN_NANOS = 110_000_000;
  private static final long SPREAD_NANOS = 30_000_000;

  /** A message of which nothing has come for so long is given up. */
  private static final long ABANDON_NANOS = 60_000_000_000L;

  /** How often missing chunks are looked after; ever less often as long as none comes. */
  private static final long LOOK_NANOS = 250_000_000;

  private final CastConfig config;
  private final OverlayCore overlay;
  private final CastPeers peers;
  private final MessageStore store;
  private final Rng rng;
  private final Counters counters;
  private final Pulls pulls = new Pulls();
  private final PullTimer timer;
  private long pullsNanos = Deadlines.NEVER;
  private long stallsNanos = Deadlines.NEVER;

  Puller(
      CastConfig config,
      OverlayCore overlay,
      CastPeers peers,
      MessageStore store,
      Pace pace,
      Rng rng,
      Counters counters) {
    this.config = config;
    this.overlay = overlay;
    this.peers = peers;
    this.store = store;
    this.rng = rng;
    this.counters = counters;
    this.timer = new PullTimer(pace, config, rng);
  }

  /** How many messages are wanted. */
  int pulls() {
    return pulls.size();
  }

  long nextDeadlineNanos() {
    return Math.min(pullsNanos, stallsNanos);
  }

  void wake(long nowNanos, Effects out) {
    if (nowNanos >= pullsNanos) {
      runPulls(nowNanos, out);
    }
    if (nowNanos >= stallsNanos) {
      runStalls(nowNanos, out);
    }
  }

  /** A message has begun to arrive: it may stop again. */
  void begun(long nowNanos) {
    stallsNanos = Math.min(stallsNanos, nowNanos + config.stallNanos());
  }

  /** Some of the message is here; returns what had been promised for it, null if nothing had. */
  Pulls.@Nullable Pull arrived(MessageId id, CastPeer from) {
    return pulls.arrived(id, from);
  }

  /** Somebody says that it has a message of which nothing is here. */
  void onAnnouncement(CastPeer peer, Announcement announcement, long nowNanos) {
    long at = nowNanos + timer.waitNanos(announcement.reason(), nowNanos);
    if (pulls.offer(announcement.id(), peer, 0, at) == null) {
      counters.increment(Counter.ANNOUNCEMENTS_DROPPED);
    }
    pullsNanos = Math.min(pullsNanos, at);
  }

  /**
   * Somebody asks for a message of which nothing is here: it is pulled at once, unless it has just
   * been asked for elsewhere.
   *
   * @param height what this node is to be responsible for
   */
  void onProbe(CastPeer peer, Probe probe, int height, long nowNanos, Effects out) {
    Pulls.Pull known = pulls.get(probe.id());
    boolean asked = known != null && known.wasAskedAfter(nowNanos - AGAIN_MIN_NANOS);
    Pulls.Pull pull = pulls.offer(probe.id(), peer, height, nowNanos + AGAIN_MIN_NANOS);
    pullsNanos = pulls.nextNanos();
    if (asked || pull == null || !peer.credit.mayBeAsked()) {
      peers.send(peer, new Ack(probe.id(), probe.chunk(), Code.PENDING), out);
      return;
    }
    BitSet wanted = firstChunk();
    if (probe.chunk() != CastMessage.WHOLE) {
      wanted.set(probe.chunk());
    }
    long again = againNanos(peer, nowNanos);
    pulls.askedNow(pull, peer, nowNanos, again);
    peers.send(peer, new IWant(probe.id(), wanted), out);
    pullsNanos = pulls.nextNanos();
  }

  /** All of a small message, and enough of a large one to learn how much is missing. */
  private static BitSet firstChunk() {
    BitSet first = new BitSet();
    first.set(0);
    return first;
  }

  private long againNanos(CastPeer peer, long nowNanos) {
    long timeout = peer.neighbour.rtt().timeoutNanos(2 * AGAIN_MIN_NANOS);
    return nowNanos + Math.max(AGAIN_MIN_NANOS, timeout) + rng.between(0, SPREAD_NANOS);
  }

  private void runPulls(long nowNanos, Effects out) {
    for (Pulls.Pull pull : pulls.due(nowNanos)) {
      if (pulls.isHopeless(pull)) {
        continue;
      }
      CastPeer source = Pulls.nextSource(pull);
      if (source == null) {
        pulls.lookAgain(pull, nowNanos);
      } else if (peers.get(source.neighbour.peer()) == source) {
        pulls.askedNow(pull, source, nowNanos, againNanos(source, nowNanos));
        peers.send(source, new IWant(pull.id, firstChunk()), out);
      } else {
        pulls.askedNow(pull, source, nowNanos, nowNanos);
      }
    }
    pullsNanos = pulls.nextNanos();
  }

  /** Pulls the missing chunks of messages that have stopped growing. */
  private void runStalls(long nowNanos, Effects out) {
    long next = Deadlines.NEVER;
    for (StoredMessage message : store.unfinished()) {
      if (nowNanos >= stallNanos(message)) {
        if (nowNanos - message.arrivedNanos() >= ABANDON_NANOS) {
          store.abandon(message);
          continue;
        }
        pullChunks(message, nowNanos, out);
        message.looked(nowNanos, LOOK_NANOS);
      }
      next = Math.min(next, stallNanos(message));
    }
    stallsNanos = next;
  }

  /** {@code peer} does not have a message any more of which nothing is here. */
  void declined(CastPeer peer, MessageId id, long nowNanos) {
    pulls.declined(id, peer, nowNanos);
    pullsNanos = pulls.nextNanos();
  }

  /** {@code peer} does not have a chunk that it was asked for. */
  void refused(CastPeer peer, StoredMessage message, int chunk, long nowNanos) {
    ChunkPulls pulls = message.pulls();
    if (pulls != null && pulls.refused(peer.neighbour.peer(), chunk)) {
      message.lookBy(nowNanos + SPREAD_NANOS);
      stallsNanos = Math.min(stallsNanos, message.lookNanos());
    }
  }

  private long stallNanos(StoredMessage message) {
    return message.pulls() == null
        ? message.paceNanos() + config.stallNanos()
        : message.lookNanos();
  }

  private void pullChunks(StoredMessage message, long nowNanos, Effects out) {
    ChunkPulls pulls = message.startPulls();
    BitSet due = pulls.due(message.missing(), config.stallNanos(), nowNanos);
    List<CastPeer> sources = pulls.choose(holders(message), rng);
    List<BitSet> shares = new ArrayList<>();
    sources.forEach(source -> shares.add(new BitSet()));
    int turn = 0;
    for (int chunk = due.nextSetBit(0); chunk >= 0; chunk = due.nextSetBit(chunk + 1)) {
      if (!shares.isEmpty()) {
        shares.get(turn++ % shares.size()).set(chunk);
      }
    }
    for (int i = 0; i < shares.size(); i++) {
      if (!shares.get(i).isEmpty()) {
        pulls.ask(sources.get(i), shares.get(i), nowNanos);
        peers.send(sources.get(i), new IWant(message.id(), shares.get(i)), out);
      }
    }
  }

  /** Neighbours that are known to have some of the message, or just any neighbour. */
  private List<CastPeer> holders(StoredMessage message) {
    List<CastPeer> holders = new ArrayList<>();
    for (PeerId holder : message.holders()) {
      CastPeer peer = peers.get(holder);
      if (peer != null && !peer.neighbour.isSuspect()) {
        holders.add(peer);
      }
    }
    List<Neighbour> all = overlay.neighbours();
    if (holders.isEmpty() && !all.isEmpty()) {
      holders.add(peers.of(all.get(rng.nextInt(all.size()))));
    }
    return holders;
  }
}
