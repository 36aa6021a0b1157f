package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.wire.Writer;

/** The queries of one topic that wait for their reply. */
final class TopicCalls {
  static final int CALLS_MAX = 64;
  static final long TIMEOUT_NANOS = 3_000_000_000L;

  enum Kind {
    GET,
    /** A {@link #GET} that asks a lazy neighbour whether it has the newest value. */
    PROBE,
    PUT,
    FIND_NODE
  }

  /**
   * A query under way.
   *
   * @param id who is asked, null if only his address is known
   * @param seq of a put, what was put
   */
  record Call(Kind kind, Endpoint to, @Nullable NodeId id, long seq, long untilNanos) {}

  private final Rng rng;

  /** By transaction id; they all have the same time, so the oldest is over first. */
  private final LinkedHashMap<Bytes, Call> calls = new LinkedHashMap<>();

  TopicCalls(Rng rng) {
    this.rng = rng;
  }

  boolean hasRoom() {
    return calls.size() < CALLS_MAX;
  }

  /** Remembers a call; the transaction id to send it with. */
  Bytes begin(Kind kind, Endpoint to, @Nullable NodeId id, long seq, long nowNanos) {
    Bytes transaction = Bytes.wrap(new Writer().u64(rng.nextLong()).toByteArray());
    calls.putLast(transaction, new Call(kind, to, id, seq, nowNanos + TIMEOUT_NANOS));
    return transaction;
  }

  /** Ends the call that a reply from {@code from} belongs to; null if there is none. */
  @Nullable Call end(Bytes transaction, Endpoint from) {
    Call call = calls.get(transaction);
    if (call == null || !call.to.equals(from)) {
      return null;
    }
    calls.remove(transaction);
    return call;
  }

  /** Ends all calls whose time is over. */
  List<Call> expire(long nowNanos) {
    List<Call> over = new ArrayList<>();
    while (!calls.isEmpty() && calls.firstEntry().getValue().untilNanos <= nowNanos) {
      over.add(calls.pollFirstEntry().getValue());
    }
    return over;
  }

  long nextDeadlineNanos() {
    return calls.isEmpty() ? Deadlines.NEVER : calls.firstEntry().getValue().untilNanos;
  }
}
