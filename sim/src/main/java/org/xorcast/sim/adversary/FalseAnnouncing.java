package org.xorcast.sim.adversary;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage;
import org.xorcast.core.cast.CastMessage.Announcement;
import org.xorcast.core.cast.CastMessage.IHave;
import org.xorcast.core.cast.CastMessage.Reason;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.sim.NodeFactory;

/**
 * Withholds, and tells {@value #TOLD_PER_BUCKET} neighbours of each bucket about every message it
 * gets or is asked for, as an honest node tells two, and about one that does not exist. What others
 * announce is not passed on: it may be another liar's invention.
 */
final class FalseAnnouncing extends Withholding {
  private static final int TOLD_PER_BUCKET = 4;
  private static final int REMEMBERED_MAX = 4096;

  private final Set<MessageId> told = new LinkedHashSet<>();

  FalseAnnouncing(Engine engine, NodeFactory.Seat seat) {
    super(engine, seat);
  }

  @Override
  boolean hears(long link, CastMessage message, long nowNanos, Effects out) {
    switch (message) {
      case CastMessage.Push push -> announce(push.record().id(group), out);
      case CastMessage.Probe probe -> announce(probe.id(), out);
      default -> {}
    }
    return true;
  }

  private void announce(MessageId id, Effects out) {
    if (!told.add(id)) {
      return;
    }
    if (told.size() > REMEMBERED_MAX) {
      told.remove(told.iterator().next());
    }
    MessageId madeUp = new MessageId(rng.nextLong(), rng.nextLong());
    told.add(madeUp);
    for (int bucket = engine.table().lowestBucket(); bucket < NodeId.BITS; bucket++) {
      List<Neighbour> members = new ArrayList<>(engine.table().bucket(bucket));
      for (int i = 0; i < TOLD_PER_BUCKET && !members.isEmpty(); i++) {
        Neighbour victim = members.remove(rng.nextInt(members.size()));
        List<Announcement> lies =
            List.of(
                new Announcement(id, Reason.CROSS_LINK), new Announcement(madeUp, Reason.EXCHANGE));
        send(victim.link(), new IHave(lies), out);
      }
    }
  }
}
