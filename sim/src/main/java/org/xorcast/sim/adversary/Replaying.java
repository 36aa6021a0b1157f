package org.xorcast.sim.adversary;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage;
import org.xorcast.core.cast.CastMessage.Mode;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.sim.NodeFactory;

/**
 * Keeps what it gets and sends {@value #PER_TURN} pieces of it again every {@value #EVERY_MILLIS}
 * ms, to anybody; new neighbours get all of it. Otherwise honest.
 */
final class Replaying extends Hand {
  private static final int EVERY_MILLIS = 200;
  private static final int PER_TURN = 5;
  private static final int KEPT_MAX = 256;

  private final List<Push> kept = new ArrayList<>();
  private final Set<PeerId> known = new LinkedHashSet<>();
  private long atNanos;

  Replaying(Engine engine, NodeFactory.Seat seat) {
    super(engine, seat);
    atNanos = rng.between(0, EVERY_MILLIS * 1_000_000L);
  }

  @Override
  boolean hears(long link, CastMessage message, long nowNanos, Effects out) {
    if (message instanceof Push push && kept.size() < KEPT_MAX) {
      kept.add(push);
    }
    return true;
  }

  @Override
  long nextDeadlineNanos() {
    return atNanos;
  }

  @Override
  @Nullable Event acts(long nowNanos, Effects out) {
    atNanos = nowNanos + EVERY_MILLIS * 1_000_000L;
    for (Neighbour neighbour : engine.table().all()) {
      if (known.add(neighbour.peer())) {
        kept.forEach(push -> replay(push, neighbour, out));
      }
    }
    for (int i = 0; i < PER_TURN && !kept.isEmpty(); i++) {
      Neighbour victim = anyNeighbour();
      if (victim != null) {
        replay(kept.get(rng.nextInt(kept.size())), victim, out);
      }
    }
    return null;
  }

  private static void replay(Push push, Neighbour to, Effects out) {
    Push again =
        new Push(
            Mode.TREE,
            to.bucketIndex(),
            push.hop(),
            push.record(),
            push.chunk(),
            push.proof(),
            push.body());
    send(to.link(), again, out);
  }
}
