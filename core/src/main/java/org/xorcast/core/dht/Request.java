package org.xorcast.core.dht;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.Answer;

/** A question that is out. */
final class Request {
  /** Whoever asked. One of the methods is called in the end, {@code stalled} perhaps before. */
  interface Asker {
    /** The answer came, from where and from whom it should. */
    void answered(Request request, Answer answer, long nowNanos, DhtEffects out);

    /** An error came, {@code code} above 0, or nothing, {@code code} 0. */
    void failed(Request request, long code, String message, long nowNanos, DhtEffects out);

    /** No answer yet, though most would have come by now. */
    void stalled(Request request, long nowNanos, DhtEffects out);
  }

  private final Bytes transaction;
  private final Endpoint to;
  private final @Nullable NodeId expected;
  private final Asker asker;
  private final long sentNanos;
  private final long stallNanos;
  private boolean stalled;

  /**
   * @param expected whose answer counts, null for anybody's who lives there
   * @param stallNanos when an answer is late
   */
  Request(
      Bytes transaction,
      Endpoint to,
      @Nullable NodeId expected,
      Asker asker,
      long sentNanos,
      long stallNanos) {
    this.transaction = transaction;
    this.to = to;
    this.expected = expected;
    this.asker = asker;
    this.sentNanos = sentNanos;
    this.stallNanos = stallNanos;
  }

  Bytes transaction() {
    return transaction;
  }

  Endpoint to() {
    return to;
  }

  @Nullable NodeId expected() {
    return expected;
  }

  Asker asker() {
    return asker;
  }

  long sentNanos() {
    return sentNanos;
  }

  /** When something is to be done about it next. */
  long dueNanos() {
    return stalled ? sentNanos + Requests.TIMEOUT_NANOS : stallNanos;
  }

  boolean isStalled() {
    return stalled;
  }

  void stall() {
    stalled = true;
  }
}
