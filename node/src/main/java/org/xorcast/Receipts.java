package org.xorcast;

import java.time.Duration;
import java.util.Objects;
import org.xorcast.core.engine.ReceiptRequest;

/**
 * What a publisher wants to know about who has its message.
 *
 * @param deadline when it wants to know that at the latest, 1 ms to 60 s after publishing
 * @param ids whether it wants the ids of the nodes too, of up to 1,000 of them
 */
public record Receipts(Duration deadline, boolean ids) {
  /**
   * @throws IllegalArgumentException if the deadline is not 1 ms to 60 s
   */
  public Receipts {
    Objects.requireNonNull(deadline);
    if (deadline.toMillis() < 1 || deadline.toMillis() > ReceiptRequest.DEADLINE_MAX_MILLIS) {
      throw new IllegalArgumentException(
          "the deadline of a receipt is 1 ms to 60 s, not " + deadline);
    }
  }

  /** How many nodes have it. */
  public static Receipts within(Duration deadline) {
    return new Receipts(deadline, false);
  }

  /** How many, and which. */
  public Receipts withIds() {
    return new Receipts(deadline, true);
  }

  ReceiptRequest request() {
    return new ReceiptRequest((int) deadline.toMillis(), ids);
  }
}
