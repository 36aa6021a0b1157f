package org.xorcast.core.cast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Ack;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.Cover;
import org.xorcast.core.cast.CastMessage.Mode;
import org.xorcast.core.cast.CastMessage.Probe;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.cast.CastPeer.AckKey;
import org.xorcast.core.cast.CastPeer.Outstanding;
import org.xorcast.core.cast.CastPeer.PendingPush;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * The sending half: cuts responsibility into groups, pushes to delegates, waits for their answers
 * and turns to somebody else when none comes.
 *
 * <p>Payload on its way to one neighbour is bounded by a window; what waits behind it has not been
 * sent, so it can still go elsewhere. An answer is late when nothing was acknowledged on that link
 * for a timeout made from its own round trips. The next candidate is only probed then, because the
 * first may merely be slow.
 */
final class Spreader {
  private static final int SMALL_BYTES = 4096;
  private static final int MEDIUM_BYTES = 16_384;
  private static final int POSTPONED_MAX = 5;
  private static final int HOP_MAX = 255;

  /** Not even a link that moves on keeps an answer longer: a full window at 1 Mbit/s takes 8 s. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

  /** How a group is opened. */
  enum Kind {
    PUSH,
    PROBE
  }

  private final CastConfig config;
  private final OverlayCore overlay;
  private final Rng rng;
  private final Counters counters;
  private final CastPeers peers;
  private final Announcer announcer;
  private final Replies replies;
  private final DelegateOrder order;
  private final Audits audits;
  private final Receipts receipts;
  private final Set<CastPeer> awaited = new LinkedHashSet<>();
  private long acksNanos = Deadlines.NEVER;

  Spreader(
      CastConfig config,
      OverlayCore overlay,
      CastPeers peers,
      Announcer announcer,
      Replies replies,
      Receipts receipts,
      Pace pace,
      Rng rng,
      Counters counters) {
    this.config = config;
    this.overlay = overlay;
    this.peers = peers;
    this.announcer = announcer;
    this.replies = replies;
    this.receipts = receipts;
    this.order = new DelegateOrder(peers, rng);
    this.audits = new Audits(config.reliableLinks(), peers, pace, rng.fork(), counters);
    this.rng = rng;
    this.counters = counters;
  }

  /**
   * Everything that was with or for the lost neighbour goes to the next candidates at once. It may
   * have passed on what it did not acknowledge, so that is only probed for.
   */
  void neighbourDown(Neighbour neighbour, long nowNanos, Effects out) {
    CastPeer peer = peers.remove(neighbour.peer());
    if (peer == null) {
      return;
    }
    awaited.remove(peer);
    announcer.forget(peer);
    replies.forget(peer);
    for (Outstanding lost : peer.allOutstanding()) {
      if (lost.group != null) {
        turnToNext(lost.group, Kind.PROBE, nowNanos, out);
      }
    }
    for (PendingPush unsent : peer.drainQueue()) {
      if (unsent.group() != null) {
        turnToNext(unsent.group(), Kind.PUSH, nowNanos, out);
      }
    }
  }

  /** This node itself stood still: no answer is late yet. */
  void excuseSilence(long nowNanos) {
    awaited.forEach(peer -> peer.progress(nowNanos));
  }

  long nextDeadlineNanos() {
    return Math.min(acksNanos, audits.nextDeadlineNanos());
  }

  void wake(long nowNanos, Effects out) {
    if (nowNanos >= acksNanos) {
      checkAnswers(nowNanos, out);
    }
    runAudits(nowNanos, out);
  }

  // ---- groups -----------------------------------------------------------------------------------

  /** Makes delegates responsible for this node's buckets {@code low} to {@code high - 1}. */
  void spread(
      StoredMessage message, int chunk, Kind kind, int low, int high, long nowNanos, Effects out) {
    for (Delegation.Part part :
        Delegation.parts(overlay.table(), low, high, splitBits(message.record().sizeBytes()))) {
      open(message, chunk, part, kind, nowNanos, out);
    }
  }

  private void open(
      StoredMessage message,
      int chunk,
      Delegation.Part part,
      Kind kind,
      long nowNanos,
      Effects out) {
    List<Neighbour> candidates = order.of(part.members(), !message.isSingleChunk());
    Group group = Group.toDelegate(message, chunk, part, candidates);
    receipts.opened(group);
    turnToNext(group, kind, nowNanos, out);
  }

  private int splitBits(int sizeBytes) {
    if (sizeBytes <= SMALL_BYTES) {
      return config.splitBits();
    }
    return sizeBytes <= MEDIUM_BYTES ? Math.max(0, config.splitBits() - 1) : 0;
  }

  /**
   * Hands the group to its next candidate, or up to a sibling's delegate when there is none left.
   */
  private void turnToNext(Group group, Kind kind, long nowNanos, Effects out) {
    if (group.message.isSuperseded()) {
      receipts.settled(group, false, nowNanos);
      return;
    }
    for (Neighbour next = group.next(); next != null; next = group.next()) {
      CastPeer peer = peers.get(next.peer());
      if (peer == null) {
        continue;
      }
      if (!group.isQuestion() && (next.isSuspect() || peers.rank(next) >= Standing.DOUBTFUL)) {
        probe(peer, group, nowNanos, out);
        climb(group, nowNanos, out);
        return;
      }
      if (kind == Kind.PUSH && group.chunk != CastMessage.WHOLE) {
        push(
            peer,
            new PendingPush(group.message, group.chunk, Mode.TREE, group.height, group),
            nowNanos,
            out);
      } else {
        probe(peer, group, nowNanos, out);
      }
      return;
    }
    if (group.healing != null) {
      heal(group.healing, nowNanos, out);
    } else if (!group.isQuestion()) {
      climb(group, nowNanos, out);
    }
  }

  private void climb(Group group, long nowNanos, Effects out) {
    receipts.settled(group, false, nowNanos);
    if (!group.climb()) {
      counters.increment(Counter.GROUPS_LOST);
      return;
    }
    CastPeer sibling = siblingOf(group);
    if (sibling == null) {
      group.message.strand(group);
    } else {
      handOver(group, sibling, out);
    }
  }

  /** Of the delegates of this bucket who have answered, the one closest to the group. */
  private @Nullable CastPeer siblingOf(Group group) {
    CastPeer best = null;
    for (PeerId acknowledged : group.message.acknowledgedIn(group.bucket)) {
      CastPeer peer = peers.get(acknowledged);
      if (peer != null
          && (best == null
              || group.region.compareDistance(peer.neighbour.nodeId(), best.neighbour.nodeId())
                  < 0)) {
        best = peer;
      }
    }
    return best;
  }

  private void handOver(Group group, CastPeer sibling, Effects out) {
    receipts.handedOver(sibling, group);
    if (sibling.neighbour.nodeId().bucketIndex(group.region) < group.height) {
      // It is in the group and answered late, or to another question.
      peers.send(sibling, new Probe(group.message.id(), group.chunk, group.height), out);
      return;
    }
    peers.send(
        sibling, new Cover(group.message.id(), group.chunk, group.height, group.region), out);
  }

  /** Another node knows nobody alive in that region, which is close to this one. */
  void cover(StoredMessage message, Cover cover, long nowNanos, Effects out) {
    int bucket = overlay.table().self().bucketIndex(cover.region());
    boolean isOrphaned = config.reliableLinks() && overlay.mayKnowOnlySome(bucket);
    Kind kind = isOrphaned ? Kind.PUSH : Kind.PROBE;
    List<Delegation.Part> parts =
        Delegation.region(
            overlay.table(),
            cover.region(),
            cover.height(),
            splitBits(message.record().sizeBytes()));
    for (Delegation.Part part : parts) {
      open(message, cover.chunk(), part, kind, nowNanos, out);
    }
    if (parts.isEmpty()) {
      Group nobody = Group.unknown(message, cover.chunk(), cover.height(), bucket, cover.region());
      climb(nobody, nowNanos, out);
    }
  }

  /** Asks around after a repair; each answer leads to the next question. */
  void heal(Healing healing, long nowNanos, Effects out) {
    while (!healing.isOver()) {
      int bucket = healing.nextBucket();
      List<Neighbour> members = overlay.table().bucket(bucket);
      if (!members.isEmpty()) {
        Neighbour asked = members.get(rng.nextInt(members.size()));
        turnToNext(Group.toHeal(healing, bucket, asked), Kind.PROBE, nowNanos, out);
        return;
      }
    }
  }

  /** How many have not answered to a push of this message's first chunk. */
  int unanswered(MessageId id) {
    AckKey key = new AckKey(id, 0);
    int unanswered = 0;
    for (CastPeer peer : awaited) {
      unanswered += peer.find(key) == null ? 0 : 1;
    }
    return unanswered;
  }

  /**
   * Whether most of those who have something to answer for have their queues half full: one that is
   * slow is the others' burden, many that are slow are the publisher's.
   */
  boolean isBackedUp() {
    int backedUp = 0;
    for (CastPeer peer : awaited) {
      backedUp += peer.backlogBytes() > config.queueBytes() / 2 ? 1 : 0;
    }
    return 2 * backedUp > awaited.size();
  }

  // ---- pushes and probes ------------------------------------------------------------------------

  private void push(CastPeer peer, PendingPush push, long nowNanos, Effects out) {
    if (!peer.hasQueue() && peer.hasWindowFor(push.sizeBytes(), config.windowBytes())) {
      transmit(peer, push, nowNanos, out);
    } else if (!peer.enqueue(push, config.queueBytes())) {
      counters.increment(Counter.PUSH_QUEUE_DROPPED);
      if (push.group() != null) {
        turnToNext(push.group(), Kind.PROBE, nowNanos, out);
      }
    } else if (peer.awaitsNothing()) {
      // Answers move a queue on, but none is to come: all were late, and may be lost.
      pump(peer, nowNanos, out);
    }
  }

  private void transmit(CastPeer peer, PendingPush push, long nowNanos, Effects out) {
    StoredMessage message = push.message();
    Group group = push.group();
    if (message.isSuperseded()) {
      if (group != null) {
        receipts.settled(group, false, nowNanos);
      }
      return;
    }
    if (group != null
        && push.mode() == Mode.TREE
        && message.isSingleChunk()
        && message.isHeldBy(peer.neighbour.peer())) {
      probe(peer, group, nowNanos, out);
      return;
    }
    Bytes body = message.chunk(push.chunk());
    int hop = Math.min(HOP_MAX, message.hop(push.chunk()) + 1);
    Push frame =
        new Push(
            push.mode(),
            push.height(),
            hop,
            message.record(),
            push.chunk(),
            message.proof(push.chunk()),
            body);
    Channel channel = body.length() <= MEDIUM_BYTES ? Channel.CONTROL : Channel.BULK;
    counters.increment(Counter.PUSHES_SENT);
    counters.add(Counter.PAYLOAD_BYTES_SENT, body.length());
    replies.flush(peer, nowNanos, out);
    out.send(peer.neighbour.link(), channel, frame.encode(), body);
    AckKey key = new AckKey(message.id(), push.chunk());
    await(peer, new Outstanding(key, group, true, body.length(), nowNanos), nowNanos);
  }

  private void probe(CastPeer peer, Group group, long nowNanos, Effects out) {
    peers.send(peer, new Probe(group.message.id(), group.chunk, group.height), out);
    AckKey key = new AckKey(group.message.id(), group.chunk);
    await(peer, new Outstanding(key, group, false, 0, nowNanos), nowNanos);
  }

  private void await(CastPeer peer, Outstanding outstanding, long nowNanos) {
    Outstanding before = peer.find(outstanding.key);
    if (before != null && before.group != null && before.group != outstanding.group) {
      receipts.settled(before.group, false, nowNanos); // One answer serves one of the two.
    }
    peer.expect(outstanding);
    awaited.add(peer);
    acksNanos = Math.min(acksNanos, nowNanos + timeoutNanos(peer, outstanding));
  }

  private long timeoutNanos(CastPeer peer, Outstanding outstanding) {
    boolean bulk = outstanding.sizeBytes > MEDIUM_BYTES;
    long adaptive = peer.neighbour.rtt().timeoutNanos(DelegateOrder.RTT_UNKNOWN_NANOS);
    long held = config.reliableLinks() ? Replies.WAIT_NANOS : 0;
    return Math.clamp(
        adaptive + held, bulk ? config.ackMaxNanos() : config.ackMinNanos(), config.ackMaxNanos());
  }

  private void checkAnswers(long nowNanos, Effects out) {
    long next = Deadlines.NEVER;
    for (CastPeer peer : new ArrayList<>(awaited)) {
      Outstanding oldest = peer.oldest();
      while (oldest != null && lateNanos(peer, oldest) <= nowNanos) {
        peer.settle(oldest.key);
        onSilence(peer, oldest, nowNanos, out);
        oldest = peer.oldest();
      }
      if (oldest == null) {
        awaited.remove(peer);
      } else {
        next = Math.min(next, lateNanos(peer, oldest));
      }
    }
    for (CastPeer peer : awaited) {
      Outstanding oldest = peer.oldest();
      if (oldest != null) {
        next = Math.min(next, lateNanos(peer, oldest));
      }
    }
    acksNanos = next;
  }

  private long lateNanos(CastPeer peer, Outstanding outstanding) {
    long usual =
        Math.max(outstanding.sentNanos, peer.progressNanos()) + timeoutNanos(peer, outstanding);
    return Math.min(usual, outstanding.sentNanos + PATIENCE_NANOS);
  }

  private void onSilence(CastPeer peer, Outstanding late, long nowNanos, Effects out) {
    counters.increment(Counter.ACK_TIMEOUTS);
    overlay.suspect(peer.neighbour, nowNanos, out);
    Group group = late.group;
    if (group == null) {
      return;
    }
    if (group.audit != null) {
      hear(group.audit, null, nowNanos, out);
      return;
    }
    group.missed(nowNanos);
    receipts.missed(group.message, nowNanos);
    for (Neighbour other : group.alternates()) {
      overlay.check(other, nowNanos, out);
    }
    boolean isSmall = late.sizeBytes <= MEDIUM_BYTES;
    if (late.push && !config.reliableLinks() && isSmall) {
      PendingPush again =
          new PendingPush(group.message, late.key.chunk(), Mode.TREE, group.height, null);
      transmit(peer, again, nowNanos, out);
    } else if (late.push && !isSmall) {
      peers.send(peer, new Probe(late.key.id(), late.key.chunk(), group.height), out);
    }
    boolean isDead = late.push && config.reliableLinks() && isSmall;
    turnToNext(group, isDead ? Kind.PUSH : Kind.PROBE, nowNanos, out);
    for (PendingPush unsent : peer.drainQueue()) {
      Group other = unsent.group();
      if (other != null && !other.alternates().isEmpty()) {
        turnToNext(other, Kind.PUSH, nowNanos, out);
      } else {
        peer.enqueue(unsent, config.queueBytes());
      }
    }
  }

  void onAck(CastPeer peer, Ack ack, @Nullable StoredMessage message, long nowNanos, Effects out) {
    Outstanding settled = peer.settle(new AckKey(ack.id(), ack.chunk()));
    if (settled != null && ack.code() != Code.PENDING) {
      peer.progress(nowNanos);
    }
    boolean holds = ack.code() != Code.PENDING && ack.code() != Code.REFUSED;
    if (message != null && holds) {
      message.addHolder(peer.neighbour.peer());
    }
    if (settled != null) {
      if (settled.push && message != null && ack.code() == Code.NEW && ack.chunk() == 0) {
        int bucket = peer.neighbour.bucketIndex();
        receipts.tookFirst(peer, message, settled.group == null ? bucket : settled.group.height);
      }
      takeAnswer(peer, settled, ack, nowNanos, out);
    }
    pump(peer, nowNanos, out);
  }

  private void takeAnswer(CastPeer peer, Outstanding settled, Ack ack, long nowNanos, Effects out) {
    if (settled.sizeBytes <= MEDIUM_BYTES && settled.postponed == 0) {
      long takenNanos = nowNanos - settled.sentNanos - ack.waitedNanos();
      peer.neighbour.rtt().sample(Math.max(0, takenNanos));
    }
    Group group = settled.group;
    if (group == null) {
      return;
    }
    switch (ack.code()) {
      case NEW, HAVE, MENDED -> {
        if (group.healing != null) {
          group.healing.foundHealthy();
          heal(group.healing, nowNanos, out);
        } else if (group.audit != null) {
          hear(group.audit, ack.code() != Code.MENDED, nowNanos, out);
        } else {
          if (settled.push && ack.code() == Code.NEW) {
            audits.consider(group, peer, nowNanos);
          }
          receipts.settled(group, ack.code() == Code.NEW, nowNanos);
          group.message.acknowledged(group.bucket, peer.neighbour.peer());
          for (Group stranded : group.message.takeStranded(group.bucket)) {
            handOver(stranded, peer, out);
          }
        }
      }
      case PENDING -> {
        if (group.audit != null) {
          group.audit.pending.add(peer);
          hear(group.audit, false, nowNanos, out);
          return;
        }
        if (++settled.postponed <= POSTPONED_MAX) {
          settled.sentNanos = nowNanos;
          await(peer, settled, nowNanos);
        } else {
          turnToNext(group, Kind.PROBE, nowNanos, out);
        }
      }
      case REFUSED -> {
        if (group.refused()) {
          turnToNext(group, Kind.PROBE, nowNanos, out);
        } else {
          receipts.settled(group, false, nowNanos);
        }
      }
    }
  }

  private void pump(CastPeer peer, long nowNanos, Effects out) {
    for (PendingPush next = peer.dequeue(config.windowBytes());
        next != null;
        next = peer.dequeue(config.windowBytes())) {
      transmit(peer, next, nowNanos, out);
    }
    if (peer.awaitsNothing()) {
      awaited.remove(peer);
    }
  }

  /** Sends the chunks that {@code peer} asked for, as far as they are here and not on their way. */
  void serve(CastPeer peer, StoredMessage message, BitSet wanted, long nowNanos, Effects out) {
    peer.progress(nowNanos);
    Outstanding probe = takeProbe(peer, message, wanted);
    Group group = probe == null ? null : probe.group;
    if (group != null && group.healing != null) {
      group.healing.foundSick();
      heal(group.healing, nowNanos, out);
      group = null;
    } else if (group != null && group.audit != null) {
      group.audit.waiting.add(peer);
      hear(group.audit, false, nowNanos, out);
      return;
    }
    for (int chunk = 0; chunk < message.chunkCount(); chunk++) {
      if (wanted.get(chunk) && message.has(chunk) && !isOnItsWay(peer, message, chunk)) {
        push(peer, new PendingPush(message, chunk, Mode.PULLED, 0, group), nowNanos, out);
        group = null;
      }
    }
    if (group != null) {
      receipts.settled(group, false, nowNanos); // It is on its way there for another group.
    }
  }

  /**
   * A witness has spoken.
   *
   * @param reached whether the tree brought it the message, null if it does not answer
   */
  private void hear(Audit audit, @Nullable Boolean reached, long nowNanos, Effects out) {
    audit.hear(reached);
    if (!audit.isOver()) {
      return;
    }
    Standing standing = peers.standing(audit.delegate.neighbour);
    Group group = audit.group;
    if (audit.isAcquitted()) {
      standing.kept();
    } else if (audit.isConvicted()) {
      counters.increment(Counter.DELEGATES_FAILED);
      standing.failed();
    }
    if (audit.isConvicted()) {
      CastPeer next = audit.successor();
      if (next != null) {
        group.replaceDelegate(next.neighbour);
        push(next, pushOf(group, Mode.TREE, group.height, group), nowNanos, out);
      }
    } else {
      for (CastPeer peer : audit.waiting) {
        push(peer, pushOf(group, Mode.PULLED, 0, null), nowNanos, out);
      }
    }
  }

  private static PendingPush pushOf(
      Group group, Mode mode, int height, @Nullable Group responsible) {
    return new PendingPush(group.message, group.chunk, mode, height, responsible);
  }

  private void runAudits(long nowNanos, Effects out) {
    for (Audits.Due due : audits.due(nowNanos)) {
      if (due.audit().group.message.isSuperseded()) {
        continue; // Its members have more to show than that.
      }
      for (CastPeer witness : due.witnesses()) {
        probe(witness, Group.witness(due.audit(), witness.neighbour), nowNanos, out);
      }
    }
  }

  private static @Nullable Outstanding takeProbe(
      CastPeer peer, StoredMessage message, BitSet wanted) {
    AckKey whole = new AckKey(message.id(), CastMessage.WHOLE);
    AckKey first = new AckKey(message.id(), Math.max(0, wanted.nextSetBit(0)));
    Outstanding probe = peer.find(first);
    if (probe != null && !probe.push) {
      return peer.settle(first);
    }
    return peer.settle(whole);
  }

  private static boolean isOnItsWay(CastPeer peer, StoredMessage message, int chunk) {
    Outstanding outstanding = peer.find(new AckKey(message.id(), chunk));
    return (outstanding != null && outstanding.push) || peer.isQueued(message.id(), chunk);
  }
}
