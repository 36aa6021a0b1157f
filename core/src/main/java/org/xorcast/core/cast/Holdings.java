package org.xorcast.core.cast;

/**
 * How much the broadcast of one node keeps, to compare with what it may keep.
 *
 * @param messages complete, kept to repair others
 * @param payloadBytes of those
 * @param unfinished messages of which chunks are missing
 * @param sessions of publishers whose sequences are remembered
 * @param pulls messages that are wanted and have not begun to come
 * @param held messages that wait for others before them to be delivered
 * @param heldBytes of those
 * @param receipts messages of which it is counted who has them
 * @param values keys of which the newest value is kept
 * @param valueBytes of those
 */
public record Holdings(
    int messages,
    long payloadBytes,
    int unfinished,
    int sessions,
    int pulls,
    int held,
    long heldBytes,
    int receipts,
    int values,
    long valueBytes) {
  public static final int UNFINISHED_MAX = MessageStore.UNFINISHED_MAX;
  public static final int SESSIONS_MAX = SeenMessages.SESSIONS_MAX;
  public static final int PULLS_MAX = Pulls.PULLS_MAX;
  public static final int RECEIPTS_MAX = Receipts.ACTIVE_MAX;
  public static final int HELD_MAX = InOrder.HELD_MAX;
  public static final long HELD_BYTES_MAX = InOrder.HELD_BYTES_MAX;
}
