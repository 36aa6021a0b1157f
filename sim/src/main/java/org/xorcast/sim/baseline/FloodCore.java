package org.xorcast.sim.baseline;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.xorcast.core.engine.Core;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.sim.NodeFactory;

/**
 * Flooding: whoever gets a message for the first time passes it on to all neighbours but the one it
 * came from.
 *
 * <p>Over a routing table this is what BEP 50 does. With d neighbours each it costs d - 1 copies
 * per node and nothing can be quicker: the first copy takes the shortest way there is. No timers,
 * no state but the ids of the last two minutes, no repair, and little need for any.
 */
final class FloodCore implements Core<Event> {
  private static final long SEEN_NANOS = Duration.ofMinutes(2).toNanos();
  private static final long NOBODY = -1;

  private final Publisher publisher;
  private final Set<Long> neighbours = new LinkedHashSet<>();
  private final Recent<Boolean> seen = new Recent<>(SEEN_NANOS);

  FloodCore(NodeFactory.Seat seat) {
    publisher = new Publisher(seat);
  }

  @Override
  public void handle(Event event, long nowNanos, Effects out) {
    switch (event) {
      case Event.Adopt(long link, _, _, _, _) -> neighbours.add(link);
      case Event.LinkDown(long link, _) -> neighbours.remove(link);
      case Event.Publish publish -> {
        Message message = publisher.publish(publish, nowNanos, out);
        seen.add(message.id(), true, nowNanos);
        passOn(message, 1, NOBODY, out);
      }
      case Event.Received(long link, var bytes) -> {
        if (Frame.read(bytes) instanceof Frame.Payload(Message message, int hop, _)
            && seen.add(message.id(), true, nowNanos)) {
          out.deliver(message.delivery(hop));
          passOn(message, hop + 1, link, out);
        }
      }
      default -> {}
    }
  }

  private void passOn(Message message, int hop, long except, Effects out) {
    Frame.Payload frame = new Frame.Payload(message, hop, 0);
    for (long neighbour : neighbours) {
      if (neighbour != except) {
        frame.send(neighbour, out);
      }
    }
  }

  @Override
  public long nextDeadlineNanos() {
    return Deadlines.NEVER;
  }
}
