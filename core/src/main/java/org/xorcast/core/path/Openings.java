package org.xorcast.core.path;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.path.PathMessage.Open;
import org.xorcast.core.path.PathMessage.Opened;

/** Flows through relays that are asked for and not there yet. Not thread-safe. */
final class Openings {
  /** Asked of a relay again and again, and then no more. */
  private static final long RETRY_NANOS = Duration.ofMillis(300).toNanos();

  private static final int ATTEMPTS_MAX = 6;

  /** A flow that a relay has opened for a link. */
  record Flow(long link, Via.Relayed via) {}

  private static final class Opening {
    final long link;
    final PeerId target;
    final Endpoint relay;
    int attempts;
    long dueNanos;

    Opening(long link, PeerId target, Endpoint relay) {
      this.link = link;
      this.target = target;
      this.relay = relay;
    }
  }

  private final IntFunction<byte[]> random;
  private final Map<Bytes, Opening> byTransaction = new LinkedHashMap<>();

  Openings(IntFunction<byte[]> random) {
    this.random = random;
  }

  /** Asks each of the relays that is not being asked already. */
  void open(long link, PeerId target, List<Endpoint> relays, long nowNanos, PathEffects out) {
    for (Endpoint at : relays) {
      boolean asking = false;
      for (Opening other : byTransaction.values()) {
        asking |= other.link == link && other.relay.equals(at);
      }
      if (!asking) {
        Opening opening = new Opening(link, target, at);
        Bytes transaction = Bytes.wrap(random.apply(PathMessage.TRANSACTION_BYTES));
        byTransaction.put(transaction, opening);
        ask(transaction, opening, nowNanos, out);
      }
    }
  }

  private static void ask(Bytes transaction, Opening opening, long nowNanos, PathEffects out) {
    opening.attempts++;
    opening.dueNanos = nowNanos + RETRY_NANOS;
    byte[] question = new Open(transaction, opening.target).encode();
    out.send(new Via.Direct(opening.relay), question, false);
  }

  /** What was asked for, null if that is no answer to it. */
  @Nullable Flow opened(Opened answer, Via from) {
    Opening opening = take(answer.transaction(), from);
    return opening == null
        ? null
        : new Flow(opening.link, new Via.Relayed(opening.relay, answer.flow()));
  }

  void refused(Bytes transaction, Via from) {
    take(transaction, from);
  }

  private @Nullable Opening take(Bytes transaction, Via from) {
    Opening opening = byTransaction.get(transaction);
    if (opening == null || !opening.relay.equals(from.next()) || !from.isDirect()) {
      return null;
    }
    byTransaction.remove(transaction);
    return opening;
  }

  void linkDown(long link) {
    byTransaction.values().removeIf(opening -> opening.link == link);
  }

  void wake(long nowNanos, PathEffects out) {
    for (Map.Entry<Bytes, Opening> entry : List.copyOf(byTransaction.entrySet())) {
      Opening opening = entry.getValue();
      if (opening.dueNanos <= nowNanos) {
        if (opening.attempts >= ATTEMPTS_MAX) {
          byTransaction.remove(entry.getKey());
        } else {
          ask(entry.getKey(), opening, nowNanos, out);
        }
      }
    }
  }

  long nextNanos() {
    long next = Deadlines.NEVER;
    for (Opening opening : byTransaction.values()) {
      next = Math.min(next, opening.dueNanos);
    }
    return next;
  }
}
