package org.xorcast.sim.adversary;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.cast.CastMessage;
import org.xorcast.core.cast.CastMessage.Ack;
import org.xorcast.core.cast.CastMessage.Code;
import org.xorcast.core.cast.CastMessage.Cover;
import org.xorcast.core.cast.CastMessage.Push;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Event;
import org.xorcast.sim.NodeFactory;

/**
 * Keeps everybody waiting: answers every push and question with PENDING, repeats the last of these
 * answers on each link every {@value #EXCUSE_MILLIS} ms for {@value #EXCUSES_MAX} times, forwards
 * after {@value #DELAY_MILLIS} ms, and then one chunk a second to all of its neighbours together.
 */
final class Dripping extends Hand {
  private static final int EXCUSE_MILLIS = 50;
  private static final int EXCUSES_MAX = 100;
  private static final int DELAY_MILLIS = 5000;
  private static final int DRIP_MILLIS = 1000;
  private static final int QUEUE_MAX = 1024;

  private record Late(long link, CastMessage message, long notBeforeNanos) {}

  private record Excuse(Ack ack, int count) {}

  private final ArrayDeque<Late> late = new ArrayDeque<>();
  private final Map<Long, Excuse> excuses = new LinkedHashMap<>();
  private long dripNanos;
  private long atNanos;

  Dripping(Engine engine, NodeFactory.Seat seat) {
    super(engine, seat);
    atNanos = rng.between(0, EXCUSE_MILLIS * 1_000_000L);
  }

  @Override
  @Nullable CastMessage says(long link, CastMessage message, long nowNanos) {
    return switch (message) {
      case Ack ack -> {
        Ack pending = new Ack(ack.id(), ack.chunk(), Code.PENDING);
        excuses.put(link, new Excuse(pending, 0));
        yield pending;
      }
      case Push push -> later(link, push, nowNanos);
      case Cover cover -> later(link, cover, nowNanos);
      default -> message;
    };
  }

  private @Nullable CastMessage later(long link, CastMessage message, long nowNanos) {
    if (late.size() < QUEUE_MAX) {
      late.add(new Late(link, message, nowNanos + DELAY_MILLIS * 1_000_000L));
    }
    return null;
  }

  @Override
  long nextDeadlineNanos() {
    return atNanos;
  }

  @Override
  @Nullable Event acts(long nowNanos, Effects out) {
    atNanos = nowNanos + EXCUSE_MILLIS * 1_000_000L;
    excuses.forEach((link, excuse) -> send(link, excuse.ack, out));
    excuses.replaceAll((link, excuse) -> new Excuse(excuse.ack, excuse.count + 1));
    excuses.values().removeIf(excuse -> excuse.count >= EXCUSES_MAX);
    Late next = late.peek();
    if (next != null && nowNanos >= Math.max(next.notBeforeNanos, dripNanos)) {
      late.remove();
      dripNanos = nowNanos + DRIP_MILLIS * 1_000_000L;
      send(next.link, next.message, out);
    }
    return null;
  }
}
