package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;

/**
 * What one node knows about who has a message in the part of the tree below it.
 *
 * <p>The tree is made of who took the message from whom: a node has one parent, the peer whose
 * payload it accepted first, so it is counted once, however many were made responsible for it.
 */
final class Subtree {
  /** One who took the message from this node, or has lost its parent and turned to this one. */
  private static final class Child {
    final int bucket;
    int height;
    int count;
    boolean complete;
    boolean excused;
    List<PeerId> ids = List.of();
    List<PeerId> begunIds = new ArrayList<>(0);

    Child(int bucket, int height) {
      this.bucket = bucket;
      this.height = height;
    }
  }

  /** How many nodes there can be in a subtree of this height. */
  @FunctionalInterface
  interface Capacity {
    long nodes(int height);
  }

  /** What a node says about its subtree. */
  record Sum(int count, boolean cut) {}

  final MessageId id;
  final PeerId publisher;
  final ReceiptRequest request;
  final long number;
  final int hop;

  /** When to say what is known though not all have answered. */
  final long patienceNanos;

  /** When nobody wants to know any more. */
  final long endNanos;

  /** Who has refused this subtree, or was lost: not to be asked again. */
  final Set<PeerId> tried = new LinkedHashSet<>(0);

  private final Map<PeerId, Child> children = new LinkedHashMap<>(4);
  private final boolean root;
  private @Nullable PeerId parent;
  private boolean here;
  private int openGroups;
  private long unsureUntilNanos;

  /** When it is to be looked at next. */
  long atNanos;

  // What was said last.
  int saidCount;
  boolean saidComplete;
  int reports;
  long saidNanos;

  /** When to see whether parent and children are alive, and whether the parent was asked. */
  long checkNanos;

  boolean checked;

  /** How often the receipt is still to be relayed, and how many of others have been. */
  int relays;

  int passedOn;

  /**
   * @param parent who gave this node the message, null at the publisher
   */
  Subtree(
      MessageId id,
      PeerId publisher,
      ReceiptRequest request,
      long number,
      int hop,
      @Nullable PeerId parent,
      long patienceNanos,
      long endNanos) {
    this.id = id;
    this.publisher = publisher;
    this.request = request;
    this.number = number;
    this.hop = hop;
    this.root = parent == null;
    this.parent = parent;
    this.patienceNanos = patienceNanos;
    this.endNanos = endNanos;
  }

  boolean isRoot() {
    return root;
  }

  @Nullable PeerId parent() {
    return parent;
  }

  /** Whether the receipt goes to {@code peer}. */
  boolean isBelow(PeerId peer) {
    return parent != null && parent.equals(peer);
  }

  /** The receipt goes to {@code newParent} from now on, who knows nothing of it yet. */
  void turnTo(@Nullable PeerId newParent) {
    parent = newParent;
    relays = 0;
    saidCount = 0;
    saidComplete = false;
  }

  /** The whole message is here. */
  void arrived() {
    here = true;
  }

  void opened() {
    openGroups++;
  }

  void settled() {
    openGroups--;
  }

  /** Something went wrong: what the tree has missed comes another way, and until then it waits. */
  void unsureUntil(long nanos) {
    unsureUntilNanos = Math.max(unsureUntilNanos, nanos);
  }

  long unsureUntilNanos() {
    return unsureUntilNanos;
  }

  int children() {
    return children.size();
  }

  boolean isChild(PeerId peer) {
    return children.containsKey(peer);
  }

  /**
   * {@code peer} will send receipts.
   *
   * @param bucket where this node sees it
   * @param height what it was made responsible for
   */
  void await(PeerId peer, int bucket, int height) {
    Child child = children.computeIfAbsent(peer, id -> new Child(bucket, height));
    child.height = Math.max(child.height, height);
  }

  /** {@code peer} may answer for more than what it was made responsible for at first. */
  void widen(PeerId peer, int height) {
    Child child = children.get(peer);
    if (child != null) {
      child.height = Math.max(child.height, height);
    }
  }

  boolean lose(PeerId peer) {
    return children.remove(peer) != null;
  }

  /** Takes a receipt of a child; true if it tells something new. */
  boolean hear(PeerId peer, CastMessage.Receipt receipt) {
    Child child = children.get(peer);
    if (child == null) {
      return false;
    }
    int room = request.ids() ? ReceiptRequest.IDS_MAX - child.begunIds.size() : 0;
    child.begunIds.addAll(receipt.ids().subList(0, Math.min(room, receipt.ids().size())));
    if (receipt.tally() == CastMessage.Tally.CONTINUED) {
      return false;
    }
    child.ids = child.begunIds;
    child.begunIds = new ArrayList<>(0);
    child.count = receipt.count();
    child.complete = receipt.tally() == CastMessage.Tally.COMPLETE;
    child.excused = false;
    return true;
  }

  /** Whether all who were made responsible have answered for all of it. */
  boolean isComplete(long nowNanos) {
    return here && openGroups == 0 && nowNanos >= unsureUntilNanos && awaited().isEmpty();
  }

  /** The children that have not answered for all of theirs. */
  List<PeerId> awaited() {
    List<PeerId> awaited = new ArrayList<>();
    children.forEach((peer, child) -> {
      if (!child.complete && !child.excused) {
        awaited.add(peer);
      }
    });
    return awaited;
  }

  /** Nothing more is to be expected of the child. */
  void excuse(PeerId peer) {
    Child child = children.get(peer);
    if (child != null) {
      child.excused = true;
    }
  }

  /**
   * The nodes that have the message, as far as that is known and can be: no child counts for more
   * than its part of the key space can hold, nor do all children of a bucket together.
   */
  Sum sum(Capacity capacity) {
    long[] byBucket = new long[NodeId.BITS];
    boolean cut = false;
    for (Child child : children.values()) {
      long most = capacity.nodes(child.height);
      cut |= child.count > most;
      byBucket[child.bucket] += Math.min(child.count, most);
    }
    long sum = here ? 1 : 0;
    for (int bucket = 0; bucket < byBucket.length; bucket++) {
      if (byBucket[bucket] > 0) {
        long most = capacity.nodes(bucket);
        cut |= byBucket[bucket] > most;
        sum += Math.min(byBucket[bucket], most);
      }
    }
    return new Sum((int) Math.min(Integer.MAX_VALUE, sum), cut);
  }

  /** Who has the message, {@code self} included, at most as many as may be asked for. */
  List<PeerId> ids(PeerId self) {
    if (!request.ids()) {
      return List.of();
    }
    Set<PeerId> ids = new LinkedHashSet<>();
    if (here) {
      ids.add(self);
    }
    children.values().forEach(child -> ids.addAll(child.ids));
    List<PeerId> all = new ArrayList<>(ids);
    return all.subList(0, Math.min(ReceiptRequest.IDS_MAX, all.size()));
  }
}
