package org.xorcast;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.MessageId;

/**
 * A message that is on its way.
 *
 * @param id its name everywhere in the network
 * @param sequence 1 for the first message since the node started
 * @param reception who has it, null if {@link Receipts} were not asked for
 */
public record Published(MessageId id, long sequence, @Nullable Reception reception) {
  /**
   * As {@link Reception#reached}.
   *
   * @throws IllegalStateException if the message was published without {@link Receipts}
   */
  public CompletableFuture<Integer> reached() {
    if (reception == null) {
      throw new IllegalStateException(
          "who has the message is only counted if it was published with Receipts");
    }
    return reception.reached();
  }
}
