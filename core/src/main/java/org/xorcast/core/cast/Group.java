package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.overlay.Neighbour;

/**
 * A part of the key space that somebody still has to answer for, and who is left to be asked.
 *
 * <p>{@code message}, {@code chunk}: what is to be spread there; the chunk may be {@link
 * CastMessage#WHOLE}.
 */
final class Group {
  /** More candidates than this are not asked; digest exchange does the rest. */
  private static final int TRIES_MAX = 8;

  private static final int REFUSALS_MAX = 2;

  final StoredMessage message;
  final int chunk;
  final int height;
  final int bucket;

  /** Some id in it: with the height it says which part of the key space this is. */
  final NodeId region;

  /** Everybody known in it. */
  final List<Neighbour> members;

  /** Set if the group only asks around after a repair, see {@link Healing}. */
  final @Nullable Healing healing;

  /** Set if the group only is a witness to be asked about a delegate. */
  final @Nullable Audit audit;

  private final List<Neighbour> candidates;
  private int refusals;
  private int tries;
  private long missedNanos = -1;
  private boolean climbed;
  private int delegates;
  private boolean counting;

  private Group(
      StoredMessage message,
      int chunk,
      int height,
      int bucket,
      NodeId region,
      List<Neighbour> members,
      List<Neighbour> candidates,
      @Nullable Healing healing,
      @Nullable Audit audit) {
    this.message = message;
    this.chunk = chunk;
    this.height = height;
    this.bucket = bucket;
    this.region = region;
    this.members = members;
    this.healing = healing;
    this.audit = audit;
    this.candidates = new ArrayList<>(candidates);
  }

  /**
   * A part of the key space that needs a delegate.
   *
   * @param candidates its members, in the order in which to ask them
   */
  static Group toDelegate(
      StoredMessage message, int chunk, Delegation.Part part, List<Neighbour> candidates) {
    NodeId region = part.members().getFirst().nodeId();
    return new Group(
        message,
        chunk,
        part.height(),
        part.bucket(),
        region,
        part.members(),
        candidates,
        null,
        null);
  }

  /** A part of the key space where this node knows nobody. */
  static Group unknown(StoredMessage message, int chunk, int height, int bucket, NodeId region) {
    return new Group(message, chunk, height, bucket, region, List.of(), List.of(), null, null);
  }

  /** Somebody in bucket {@code bucket} who is asked whether it has the message. */
  static Group toHeal(Healing healing, int bucket, Neighbour asked) {
    List<Neighbour> one = List.of(asked);
    return new Group(
        healing.message, CastMessage.WHOLE, 0, bucket, asked.nodeId(), one, one, healing, null);
  }

  /** A witness who is asked whether it has the message. */
  static Group witness(Audit audit, Neighbour asked) {
    Group about = audit.group;
    return new Group(
        about.message,
        about.chunk,
        0,
        about.bucket,
        asked.nodeId(),
        List.of(asked),
        List.of(),
        null,
        audit);
  }

  /** Whether it is only asked who has the message; nobody becomes responsible for anything. */
  boolean isQuestion() {
    return healing != null || audit != null;
  }

  /** The publisher's receipt waits for the group from now on; false if it does already. */
  boolean startCounting() {
    boolean first = !counting;
    counting = true;
    return first;
  }

  /** It waits no more; false if it did not. */
  boolean stopCounting() {
    boolean was = counting;
    counting = false;
    return was;
  }

  /** Makes {@code next} the delegate in the place of one that failed. */
  void replaceDelegate(Neighbour next) {
    candidates.remove(next);
    delegates++;
  }

  /**
   * Where somebody else was asked to see to the group as well, its delegate proves nothing; and a
   * group in which one delegate after the other fails is left to repair.
   */
  boolean mayBeAudited() {
    return !climbed && delegates < TRIES_MAX;
  }

  /**
   * The next candidate: one that is known to be alive if there was a miss, else the next in order.
   * Suspects are only asked when there has not been a miss yet. Null if nobody is left.
   */
  @Nullable Neighbour next() {
    Neighbour best = null;
    for (Neighbour candidate : candidates) {
      if (missedNanos >= 0 && candidate.isSuspect()) {
        continue;
      }
      if (best == null) {
        best = candidate;
      }
      if (missedNanos < 0) {
        break;
      }
      if (candidate.wasHeardAfter(missedNanos)) {
        best = candidate;
        break;
      }
    }
    if (best == null || tries++ >= TRIES_MAX) {
      return null;
    }
    candidates.remove(best);
    return best;
  }

  /** A candidate did not answer. */
  void missed(long nowNanos) {
    if (missedNanos < 0) {
      missedNanos = nowNanos;
    }
  }

  /** Who has not been asked yet. */
  List<Neighbour> alternates() {
    return candidates;
  }

  /**
   * A candidate would not take it. Two of them are believed: the publisher is over its limit, or a
   * liar, and everybody else would refuse too.
   *
   * @return whether somebody else is to be asked
   */
  boolean refused() {
    return ++refusals < REFUSALS_MAX;
  }

  /** True the first time it is called: a group climbs once. */
  boolean climb() {
    boolean first = !climbed;
    climbed = true;
    return first;
  }
}
