package org.xorcast.core.path;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.wire.WireException;

/**
 * Tells strangers where they are seen, by STUN. The answer, 32 or 44 bytes, may be 1.6 or 2.2 times
 * as long as the shortest question, 20 bytes, whose sender may be forged: so an address gets at
 * most {@value #PER_SECOND} of them a second, {@value #BURST} at once, which is less than 250 bytes
 * a second. Not thread-safe.
 */
final class StunAnswers {
  static final int PER_SECOND = 5;
  static final int BURST = 20;

  private final Askers askers = new Askers(PER_SECOND, BURST);
  private long answered;
  private long refused;

  /**
   * The answer to a datagram that looked like STUN, null if it gets none: it is no request, or asks
   * for what a server with one address cannot do, or for too much.
   */
  byte @Nullable [] answer(Endpoint from, byte[] datagram, long nowNanos) {
    try {
      if (Stun.decode(datagram) instanceof Stun.Request request
          && !request.asksMore()
          && askers.allow(from.ip(), nowNanos)) {
        answered++;
        return new Stun.Response(request.id(), from).encode();
      }
    } catch (WireException e) {
      // Counted below, like all that gets no answer.
    }
    refused++;
    return null;
  }

  StunCounters counters() {
    return new StunCounters(answered, refused);
  }
}
