package org.xorcast.core.cast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Receipt;
import org.xorcast.core.cast.CastMessage.Relayed;
import org.xorcast.core.cast.CastMessage.Tally;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;

/**
 * Counts who has got a message whose publisher wants to know: every node tells the one that gave it
 * the message how many have it below, once all whom it made responsible have told, or its share of
 * the publisher's deadline has passed, and again when it learns of more.
 *
 * <p>Who has lost its parent has its receipt relayed to the publisher, each time by somebody closer
 * to it. The lost one's count is taken back meanwhile. How far a liar can push the sum, and all
 * else: docs/protocol/receipts.md.
 */
final class Receipts {
  /** Messages whose receipts are collected; beyond that the oldest is forgotten. */
  static final int ACTIVE_MAX = 16_384;

  /** After a mishap the tree's other ways to a node are waited for, and who lost its parent. */
  static final long SETTLE_NANOS = Duration.ofMillis(2500).toNanos();

  /** Whom one has told, and whom one waits for, is pinged unless it was heard for so long. */
  private static final long CHECK_NANOS = Duration.ofMillis(1100).toNanos();

  /** How long after that it is believed to be dead. */
  private static final long CHECKED_NANOS = Duration.ofMillis(500).toNanos();

  private static final long REPEAT_NANOS = Duration.ofMillis(100).toNanos();
  private static final int REPORTS_MAX = 64;

  /** A relayed receipt goes this often, each time another way: some may be dead unnoticed. */
  private static final int RELAYS_OWN = 4;

  /** Receipts of others about one message that are passed on. */
  private static final int RELAYS_MAX = 256;

  private static final long RELAY_NANOS = Duration.ofMillis(300).toNanos();
  private static final int RELAY_CHOICE = 4;
  private static final int CHILDREN_MAX = 1024;

  /** An estimate from the 20 closest neighbours is hardly ever wrong by more than this factor. */
  private static final double CAPACITY_FACTOR = 3;

  private static final int CAPACITY_MIN = 16;

  private static final Comparator<Subtree> BY_TIME =
      Comparator.<Subtree>comparingLong(subtree -> subtree.atNanos)
          .thenComparingLong(subtree -> subtree.number);

  private final PeerId self;
  private final OverlayCore overlay;
  private final CastPeers peers;
  private final Replies replies;
  private final Pace pace;
  private final Counters counters;
  private final Map<MessageId, Subtree> active = new LinkedHashMap<>(0);
  private final TreeSet<Subtree> byTime = new TreeSet<>(BY_TIME);
  private long lastNumber;

  Receipts(
      PeerId self,
      OverlayCore overlay,
      CastPeers peers,
      Replies replies,
      Pace pace,
      Counters counters) {
    this.self = self;
    this.overlay = overlay;
    this.peers = peers;
    this.replies = replies;
    this.pace = pace;
    this.counters = counters;
  }

  long nextDeadlineNanos() {
    return byTime.isEmpty() ? Deadlines.NEVER : byTime.first().atNanos;
  }

  int active() {
    return active.size();
  }

  void wake(long nowNanos, Effects out) {
    while (nextDeadlineNanos() <= nowNanos) {
      look(byTime.first(), nowNanos, out);
    }
  }

  // ---- what the tree does -----------------------------------------------------------------------

  /** A message of this node is about to be spread. */
  void published(StoredMessage message, long nowNanos, Effects out) {
    begin(message, null, NodeId.BITS, nowNanos, out);
  }

  /**
   * The first chunk of a message has been accepted.
   *
   * @param height what this node is responsible for
   */
  void began(StoredMessage message, PeerId parent, int height, long nowNanos, Effects out) {
    begin(message, parent, height, nowNanos, out);
  }

  private void begin(
      StoredMessage message, @Nullable PeerId parent, int height, long nowNanos, Effects out) {
    ReceiptRequest request = message.record().receipt();
    if (request == null || active.containsKey(message.id())) {
      return;
    }
    long deadlineNanos = request.deadlineMillis() * 1_000_000L;
    double whole = pace.networkBits(nowNanos) + 2;
    double part = parent == null ? whole : Math.min(whole - 1, pace.depth(height, nowNanos) + 1);
    Subtree subtree =
        new Subtree(
            message.id(),
            message.record().publisher(),
            request,
            ++lastNumber,
            message.hop(0),
            parent,
            nowNanos + (long) (deadlineNanos * part / whole),
            nowNanos + deadlineNanos);
    if (active.size() >= ACTIVE_MAX) {
      counters.increment(Counter.RECEIPTS_DROPPED);
      end(active.values().iterator().next(), nowNanos, out);
    }
    active.put(subtree.id, subtree);
    subtree.checkNanos = nowNanos + CHECK_NANOS;
    subtree.atNanos = nowNanos;
    byTime.add(subtree);
  }

  /** The whole message is here. */
  void arrived(StoredMessage message, long nowNanos) {
    Subtree subtree = of(message);
    if (subtree != null) {
      subtree.arrived();
      lookBy(subtree, nowNanos);
    }
  }

  /** Somebody is to be made responsible for the group. */
  void opened(Group group) {
    Subtree subtree = group.chunk > 0 ? null : of(group.message);
    if (subtree != null && group.startCounting()) {
      subtree.opened();
    }
  }

  /**
   * Somebody has taken responsibility for the group, or nobody does.
   *
   * @param smooth false if some of it may come another way than by the tree
   */
  void settled(Group group, boolean smooth, long nowNanos) {
    Subtree subtree = of(group.message);
    if (subtree != null && group.stopCounting()) {
      subtree.settled();
      if (!smooth) {
        unsure(subtree, nowNanos);
      }
      lookBy(subtree, nowNanos);
    }
  }

  /** A delegate did not answer: it may have passed on some of the message all the same. */
  void missed(StoredMessage message, long nowNanos) {
    Subtree subtree = of(message);
    if (subtree != null) {
      unsure(subtree, nowNanos);
    }
  }

  private static void unsure(Subtree subtree, long nowNanos) {
    long eighthNanos = subtree.request.deadlineMillis() * (1_000_000L / 8);
    subtree.unsureUntil(nowNanos + Math.min(SETTLE_NANOS, eighthNanos));
  }

  /** {@code peer} has taken the first chunk of the message from this node. */
  void tookFirst(CastPeer peer, StoredMessage message, int height) {
    Subtree subtree = of(message);
    if (subtree != null && subtree.children() < CHILDREN_MAX) {
      subtree.await(peer.neighbour.peer(), peer.neighbour.bucketIndex(), height);
    }
  }

  /** {@code peer} is to see to another part of the bucket that it is in. */
  void handedOver(CastPeer peer, Group group) {
    Subtree subtree = of(group.message);
    if (subtree != null) {
      subtree.widen(peer.neighbour.peer(), peer.neighbour.bucketIndex());
    }
  }

  private @Nullable Subtree of(StoredMessage message) {
    return message.record().receipt() == null ? null : active.get(message.id());
  }

  /** What a lost neighbour has told counts no more, and what was told to it is told to another. */
  void neighbourDown(PeerId lost, long nowNanos) {
    for (Subtree subtree : active.values()) {
      if (subtree.lose(lost)) {
        unsure(subtree, nowNanos);
        lookBy(subtree, nowNanos);
      }
      if (subtree.isBelow(lost)) {
        subtree.turnTo(null);
        lookBy(subtree, nowNanos);
      }
    }
  }

  // ---- receipts ---------------------------------------------------------------------------------

  void onReceipt(CastPeer peer, Receipt receipt, long nowNanos, Effects out) {
    PeerId from = peer.neighbour.peer();
    Subtree subtree = active.get(receipt.id());
    if (receipt.tally() == Tally.REFUSED) {
      if (subtree != null && subtree.isBelow(from)) {
        subtree.tried.add(from);
        subtree.turnTo(null);
        lookBy(subtree, nowNanos);
      }
      return;
    }
    if (subtree == null || !takes(subtree, peer, receipt)) {
      counters.increment(Counter.RECEIPTS_REFUSED);
      if (receipt.tally() != Tally.CONTINUED) {
        peers.send(peer, new Receipt(receipt.id(), 0, 0, Tally.REFUSED, List.of()), out);
      }
    } else if (subtree.hear(from, receipt)) {
      lookBy(subtree, nowNanos);
    }
  }

  /** Children are heard, and so is whoever has lost its parent and is further from the root. */
  private static boolean takes(Subtree subtree, CastPeer peer, Receipt receipt) {
    PeerId from = peer.neighbour.peer();
    if (subtree.isChild(from)) {
      return true;
    }
    if (receipt.hop() <= subtree.hop || subtree.children() >= CHILDREN_MAX) {
      return false;
    }
    int bucket = peer.neighbour.bucketIndex();
    subtree.await(from, bucket, bucket);
    return true;
  }

  private void lookBy(Subtree subtree, long atNanos) {
    if (atNanos < subtree.atNanos) {
      byTime.remove(subtree);
      subtree.atNanos = atNanos;
      byTime.add(subtree);
    }
  }

  private void look(Subtree subtree, long nowNanos, Effects out) {
    byTime.remove(subtree);
    if (nowNanos >= subtree.endNanos) {
      end(subtree, nowNanos, out);
      return;
    }
    if (nowNanos >= subtree.checkNanos) {
      check(subtree, nowNanos, out);
    }
    boolean complete = subtree.isComplete(nowNanos);
    if (subtree.isRoot()) {
      if (complete) {
        end(subtree, nowNanos, out);
        return;
      }
      tellApplication(subtree, nowNanos, out);
    } else {
      tellParent(subtree, complete, nowNanos, out);
    }
    subtree.atNanos = nextLookNanos(subtree, nowNanos);
    byTime.add(subtree);
  }

  /** Is the parent still there to tell others, and are the children that are waited for? */
  private void check(Subtree subtree, long nowNanos, Effects out) {
    boolean again = false;
    for (PeerId child : subtree.awaited()) {
      CastPeer peer = peers.get(child);
      if (peer == null || peer.neighbour.isSuspect()) {
        subtree.excuse(child);
        unsure(subtree, nowNanos);
      } else {
        overlay.check(peer.neighbour, nowNanos, out);
        again = true;
      }
    }
    PeerId above = subtree.parent();
    CastPeer parent = above == null ? null : peers.get(above);
    boolean toOutsider = above != null && parent == null && peers.outsider(above) != null;
    if (above != null && !toOutsider && (parent == null || parent.neighbour.isSuspect())) {
      leave(subtree, above, out);
    } else if (parent != null && subtree.reports > 0 && !subtree.checked) {
      overlay.check(parent.neighbour, nowNanos, out);
      subtree.checked = true;
      again = true;
    }
    subtree.checkNanos = again ? nowNanos + CHECKED_NANOS : Deadlines.NEVER;
  }

  /** Turns away from a parent that seems to be dead, and says so in case it is not. */
  private void leave(Subtree subtree, PeerId parent, Effects out) {
    CastPeer peer = peers.get(parent);
    if (peer != null && subtree.saidCount > 0) {
      peers.send(peer, new Receipt(subtree.id, 0, subtree.hop, Tally.COMPLETE, List.of()), out);
    }
    subtree.tried.add(parent);
    subtree.turnTo(null);
  }

  /** When time alone changes something. */
  private static long nextLookNanos(Subtree subtree, long nowNanos) {
    long next = subtree.endNanos;
    if (subtree.unsureUntilNanos() > nowNanos) {
      next = Math.min(next, subtree.unsureUntilNanos());
    }
    if (subtree.patienceNanos > nowNanos) {
      next = Math.min(next, subtree.patienceNanos);
    }
    next = Math.min(next, subtree.checkNanos);
    long repeatNanos = subtree.saidNanos + REPEAT_NANOS;
    if (subtree.reports > 0 && repeatNanos > nowNanos) {
      next = Math.min(next, repeatNanos);
    }
    if (subtree.relays > 1) {
      next = Math.min(next, subtree.saidNanos + RELAY_NANOS);
    }
    return next;
  }

  private void end(Subtree subtree, long nowNanos, Effects out) {
    active.remove(subtree.id);
    byTime.remove(subtree);
    if (subtree.isRoot()) {
      int count = count(subtree, nowNanos);
      boolean complete = subtree.isComplete(nowNanos);
      out.reached(subtree.id, new Reach(count, true, complete, subtree.ids(self)));
    }
  }

  private void tellApplication(Subtree subtree, long nowNanos, Effects out) {
    int count = count(subtree, nowNanos);
    if (count != subtree.saidCount) {
      subtree.saidCount = count;
      out.reached(subtree.id, new Reach(count, false, false, List.of()));
    }
  }

  private void tellParent(Subtree subtree, boolean complete, long nowNanos, Effects out) {
    boolean patient = subtree.reports == 0 && nowNanos < subtree.patienceNanos;
    boolean tooSoon = subtree.reports > 0 && nowNanos < subtree.saidNanos + REPEAT_NANOS;
    if ((patient && !complete) || tooSoon || subtree.reports >= REPORTS_MAX) {
      return;
    }
    int count = count(subtree, nowNanos);
    boolean again = subtree.relays > 1 && nowNanos >= subtree.saidNanos + RELAY_NANOS;
    if (again) {
      subtree.relays--;
      subtree.saidNanos = nowNanos;
      relay(subtree, frames(subtree, count, complete ? Tally.COMPLETE : Tally.PARTIAL), out);
    }
    if (again || (count == subtree.saidCount && (subtree.saidComplete || !complete))) {
      return;
    }
    CastPeer parent = parent(subtree, out);
    subtree.saidCount = count;
    subtree.saidComplete = complete;
    subtree.saidNanos = nowNanos;
    subtree.reports++;
    subtree.checkNanos = Math.min(subtree.checkNanos, nowNanos + CHECK_NANOS);
    subtree.checked = false;
    List<Receipt> frames = frames(subtree, count, complete ? Tally.COMPLETE : Tally.PARTIAL);
    if (parent == null) {
      subtree.relays = RELAYS_OWN;
      relay(subtree, frames, out);
      return;
    }
    replies.flush(parent, nowNanos, out); // So that it knows who its child is.
    frames.forEach(frame -> peers.send(parent, frame, out));
  }

  /** The receipt in as many frames as its ids need. */
  private List<Receipt> frames(Subtree subtree, int count, Tally tally) {
    List<Receipt> frames = new ArrayList<>(1);
    List<PeerId> ids = subtree.ids(self);
    int from = 0;
    for (; ids.size() - from > CastMessage.RECEIPT_IDS_MAX; from += CastMessage.RECEIPT_IDS_MAX) {
      List<PeerId> some = ids.subList(from, from + CastMessage.RECEIPT_IDS_MAX);
      frames.add(new Receipt(subtree.id, count, subtree.hop, Tally.CONTINUED, some));
    }
    List<PeerId> rest = ids.subList(from, ids.size());
    frames.add(new Receipt(subtree.id, count, subtree.hop, tally, rest));
    return frames;
  }

  /**
   * Whom to tell: who gave the message, or, where that one is lost, the publisher if it is near.
   */
  private @Nullable CastPeer parent(Subtree subtree, Effects out) {
    PeerId known = subtree.parent();
    CastPeer parent = known == null ? null : peers.get(known);
    if (parent == null && known != null) {
      parent = peers.outsider(known); // Its link is the network's, who sees to it.
    }
    if (parent != null && !parent.neighbour.isSuspect()) {
      return parent;
    }
    if (known != null) {
      leave(subtree, known, out);
    }
    CastPeer publisher = peers.get(subtree.publisher);
    if (publisher != null
        && !publisher.neighbour.isSuspect()
        && !subtree.tried.contains(subtree.publisher)) {
      subtree.turnTo(subtree.publisher);
      return publisher;
    }
    return null;
  }

  // ---- receipts of those who have lost their parent ---------------------------------------------

  private void relay(Subtree subtree, List<Receipt> frames, Effects out) {
    CastPeer next = towards(subtree.publisher, subtree.relays);
    if (next != null) {
      for (Receipt frame : frames) {
        peers.send(next, new Relayed(subtree.publisher, self, frame), out);
      }
    }
  }

  void onRelayed(Relayed relayed, long nowNanos, Effects out) {
    Subtree subtree = active.get(relayed.receipt().id());
    if (subtree == null || !relayed.publisher().equals(subtree.publisher)) {
      return;
    }
    if (subtree.isRoot()) {
      PeerId origin = relayed.origin();
      int bucket = overlay.table().self().bucketIndex(origin.nodeId());
      if (bucket >= 0 && (subtree.isChild(origin) || subtree.children() < CHILDREN_MAX)) {
        subtree.await(origin, bucket, bucket);
        if (subtree.hear(origin, relayed.receipt())) {
          lookBy(subtree, nowNanos);
        }
      }
    } else if (subtree.passedOn++ < RELAYS_MAX) {
      CastPeer next = towards(subtree.publisher, subtree.passedOn);
      if (next != null) {
        peers.send(next, relayed, out);
      }
    }
  }

  /** One of the neighbours that are closest to the publisher and closer than this node. */
  private @Nullable CastPeer towards(PeerId publisher, int turn) {
    NodeId goal = publisher.nodeId();
    List<CastPeer> closer = new ArrayList<>();
    for (Neighbour neighbour : overlay.table().closest(goal, RELAY_CHOICE)) {
      CastPeer peer = peers.get(neighbour.peer());
      boolean nearer = goal.compareDistance(neighbour.nodeId(), overlay.table().self()) < 0;
      if (peer != null && nearer && neighbour.peer().equals(publisher)) {
        return peer;
      }
      if (peer != null && nearer && !neighbour.isSuspect()) {
        closer.add(peer);
      }
    }
    return closer.isEmpty() ? null : closer.get(turn % closer.size());
  }

  private int count(Subtree subtree, long nowNanos) {
    double bits = pace.networkBits(nowNanos);
    Subtree.Sum sum = subtree.sum(height -> capacity(bits, height));
    if (sum.cut()) {
      counters.increment(Counter.RECEIPTS_CUT);
    }
    return sum.count();
  }

  /** The most nodes that a subtree of this height is believed to hold. */
  private static long capacity(double networkBits, int height) {
    double expected = StrictMath.pow(2, networkBits - (NodeId.BITS - height));
    return CAPACITY_MIN + (long) (CAPACITY_FACTOR * expected);
  }
}
