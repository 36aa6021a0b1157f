package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.overlay.Neighbour;

/**
 * Which delegates are to be looked after, and when: those who have not proved yet that they pass
 * messages on, and now and then one who has.
 *
 * <p>A delegate that acknowledges and withholds is worse than a dead one, for nothing is missed.
 * What it would need to hide is that its group lacks the message, and the group's members say so.
 */
final class Audits {
  private static final int PENDING_MAX = 4096;
  private static final double TRUSTED_SHARE = 0.1;
  private static final double HOP_SHARE = 0.2;

  /** Where frames are lost the tree takes longer, for some are sent again. */
  private static final int REPEATS_NEEDED = 3;

  private record Pending(long atNanos, long order, Group group, CastPeer delegate) {}

  /** An audit and whom to ask. */
  record Due(Audit audit, List<CastPeer> witnesses) {}

  private final CastPeers peers;
  private final boolean reliableLinks;
  private final Pace pace;
  private final Rng rng;
  private final Counters counters;
  private final PriorityQueue<Pending> pending =
      new PriorityQueue<>(
          1,
          (a, b) ->
              a.atNanos != b.atNanos
                  ? Long.compare(a.atNanos, b.atNanos)
                  : Long.compare(a.order, b.order));
  private long lastOrder;

  Audits(boolean reliableLinks, CastPeers peers, Pace pace, Rng rng, Counters counters) {
    this.peers = peers;
    this.pace = pace;
    this.reliableLinks = reliableLinks;
    this.rng = rng;
    this.counters = counters;
  }

  long nextDeadlineNanos() {
    Pending first = pending.peek();
    return first == null ? Deadlines.NEVER : first.atNanos;
  }

  /** {@code delegate} has just taken responsibility for the group. */
  void consider(Group group, CastPeer delegate, long nowNanos) {
    if (!group.message.isSingleChunk() || group.members.size() < 2 || !group.mayBeAudited()) {
      return;
    }
    boolean trusted = peers.rank(delegate.neighbour) == Standing.PROVEN;
    if (trusted && !rng.chance(TRUSTED_SHARE)) {
      return;
    }
    if (pending.size() >= PENDING_MAX) {
      counters.increment(Counter.AUDITS_DROPPED);
      return;
    }
    long roundTrip = pace.roundTripNanos(nowNanos);
    double hops = HOP_SHARE * pace.depth(group.height, nowNanos);
    double roundTrips = (0.5 + hops) * (reliableLinks ? 1 : REPEATS_NEEDED);
    long wait = (long) (roundTrip * roundTrips);
    pending.add(new Pending(nowNanos + wait, ++lastOrder, group, delegate));
  }

  /** The audits that are due now. */
  List<Due> due(long nowNanos) {
    List<Due> due = new ArrayList<>();
    for (Pending first = pending.peek();
        first != null && first.atNanos <= nowNanos;
        first = pending.peek()) {
      pending.remove();
      List<CastPeer> witnesses = witnesses(first.group, first.delegate);
      due.add(new Due(new Audit(first.group, first.delegate, witnesses.size()), witnesses));
    }
    return due;
  }

  /** A few live members of the group of whom it is not known already how they got the message. */
  private List<CastPeer> witnesses(Group group, CastPeer delegate) {
    List<Neighbour> others = new ArrayList<>(group.members);
    others.remove(delegate.neighbour);
    others.removeIf(other -> other.isSuspect() || group.message.isHeldBy(other.peer()));
    List<CastPeer> witnesses = new ArrayList<>(Audit.WITNESSES);
    while (!others.isEmpty() && witnesses.size() < Audit.WITNESSES) {
      CastPeer peer = peers.get(others.remove(rng.nextInt(others.size())).peer());
      if (peer != null) {
        witnesses.add(peer);
      }
    }
    return witnesses;
  }
}
