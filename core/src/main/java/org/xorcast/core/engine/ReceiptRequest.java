package org.xorcast.core.engine;

/**
 * What a publisher wants to know about who has its message. It travels in the signed record, for
 * every node on the way does its part.
 *
 * @param deadlineMillis when the publisher wants to know it at the latest, 1 to {@value
 *     #DEADLINE_MAX_MILLIS}, counted from the publication
 * @param ids whether the ids of the nodes are wanted too, of up to {@value #IDS_MAX} nodes
 */
public record ReceiptRequest(int deadlineMillis, boolean ids) {
  public static final int DEADLINE_MAX_MILLIS = 60_000;

  /** Ids of more nodes than this are not reported. */
  public static final int IDS_MAX = 1000;

  public ReceiptRequest {
    if (deadlineMillis < 1 || deadlineMillis > DEADLINE_MAX_MILLIS) {
      throw new IllegalArgumentException(
          "a receipt's deadline is 1 to " + DEADLINE_MAX_MILLIS + " ms, not " + deadlineMillis);
    }
  }
}
