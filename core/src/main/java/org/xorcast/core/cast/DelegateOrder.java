package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.overlay.Neighbour;

/**
 * Whom to make a group's delegate, and who comes after him.
 *
 * <p>Near ones first, but now and then anybody, so that nobody can make himself everybody's
 * delegate for good. Chunks of one payload go to whoever is less busy of two, so that many share
 * the upload. Suspects come last.
 */
final class DelegateOrder {
  static final long RTT_UNKNOWN_NANOS = 250_000_000;

  private static final double NEAR_SHARE = 0.95;

  private final CastPeers peers;
  private final Rng rng;

  DelegateOrder(CastPeers peers, Rng rng) {
    this.peers = peers;
    this.rng = rng;
  }

  /**
   * @param sharesLoad whether the payload is one of many chunks
   */
  List<Neighbour> of(List<Neighbour> members, boolean sharesLoad) {
    List<Neighbour> order = new ArrayList<>(members);
    int size = order.size();
    if (size < 2) {
      return order;
    }
    if (sharesLoad) {
      int a = rng.nextInt(size);
      int b = rng.nextInt(size);
      moveToFront(order, backlog(order.get(a)) <= backlog(order.get(b)) ? a : b);
    } else {
      order.sort((a, b) -> Long.compare(roundTripNanos(a), roundTripNanos(b)));
      if (!rng.chance(NEAR_SHARE)) {
        moveToFront(order, rng.nextInt(size));
      }
    }
    order.sort((a, b) -> Integer.compare(rank(a), rank(b)));
    return order;
  }

  /** Who has proved itself first, whoever may be dead last. */
  private int rank(Neighbour neighbour) {
    return neighbour.isSuspect() ? Integer.MAX_VALUE : peers.rank(neighbour);
  }

  private static long roundTripNanos(Neighbour neighbour) {
    return neighbour.rtt().smoothedNanos(RTT_UNKNOWN_NANOS);
  }

  private static void moveToFront(List<Neighbour> order, int index) {
    order.add(0, order.remove(index));
  }

  private long backlog(Neighbour neighbour) {
    CastPeer peer = peers.get(neighbour.peer());
    return peer == null ? Long.MAX_VALUE : peer.backlogBytes();
  }
}
