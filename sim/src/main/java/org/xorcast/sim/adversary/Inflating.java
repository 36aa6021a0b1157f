package org.xorcast.sim.adversary;

import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage;
import org.xorcast.core.cast.CastMessage.Probe;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.sim.NodeFactory;

/**
 * Delegates more than it has been given, so that regions are covered twice: up to the bucket in
 * which the receiver sees it, which is legal, or the whole network, which is not.
 */
final class Inflating extends Hand {
  private final boolean legal;

  Inflating(Engine engine, NodeFactory.Seat seat, boolean legal) {
    super(engine, seat);
    this.legal = legal;
  }

  @Override
  CastMessage says(long link, CastMessage message, long nowNanos) {
    return switch (message) {
      case Push push when push.mode() == CastMessage.Mode.TREE ->
          new Push(
              push.mode(),
              inflated(link, push.height()),
              push.hop(),
              push.record(),
              push.chunk(),
              push.proof(),
              push.body());
      case Probe probe when probe.height() > 0 ->
          new Probe(probe.id(), probe.chunk(), inflated(link, probe.height()));
      default -> message;
    };
  }

  private int inflated(long link, int height) {
    if (!legal) {
      return NodeId.BITS;
    }
    Neighbour neighbour = neighbour(link);
    return neighbour == null ? height : neighbour.bucketIndex();
  }
}
