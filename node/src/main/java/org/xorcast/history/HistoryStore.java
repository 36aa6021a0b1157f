package org.xorcast.history;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.xorcast.HistoryStats;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.PeerId;

/**
 * The messages of one group, oldest first. Every message has a position: it only grows, and none is
 * given twice, also after a restart.
 *
 * <p>Within one publisher's session messages are taken in in the order of their sequences, each
 * once: what is not newer than the newest of its session is a duplicate, whether that is still kept
 * or not.
 *
 * <p>A message with a key is a value. It replaces the older one of the same publisher and key, and
 * stays until it is replaced; values have no part in sessions. Values and other messages have the
 * bounds in number and bytes each for themselves.
 *
 * <p>Thread-safe. All but {@link #append} and {@link #saveCursor} may wait for the disk.
 */
public interface HistoryStore extends AutoCloseable {
  /** A message and where it is. */
  record Entry(long position, Kept message) {}

  /** What {@link #append} answers where nothing was taken in. */
  long NOT_NEW = -1;

  /**
   * Takes in a message, in the order of the calls.
   *
   * @return completes with its position when it is stored for good, with {@link #NOT_NEW} for a
   *     duplicate or a value older than the one that is here, or with a {@link
   *     org.xorcast.HistoryException}: then neither it is stored nor what came after it, since a
   *     gap could never be filled again, and nothing is taken in before {@link #resume}
   */
  CompletableFuture<Long> append(Kept message);

  /** Takes in messages again after one could not be stored; the next try may fail as well. */
  void resume();

  /**
   * One publisher's session, in order.
   *
   * @param from the first sequence wanted
   * @param to the last one
   * @return what is kept of it, at most {@code maxMessages} and, but for the first, {@code
   *     maxBytes}
   */
  List<Kept> read(
      PeerId publisher, long session, long from, long to, int maxMessages, long maxBytes);

  /** Everything behind a position, in the order in which it was taken in; bounded as above. */
  List<Entry> after(long position, int maxMessages, long maxBytes);

  /** The values behind a position, up to another one; in order and bounded as above. */
  List<Entry> values(long after, long upTo, int maxMessages, long maxBytes);

  /** The position of the newest message ever taken in, 0 if there was none. */
  long lastPosition();

  /** All sessions, at most {@value Sessions#MAX}; those that took in nothing for longest go. */
  List<Span> spans();

  /** How far a reader of this name has come, 0 if it is unknown. */
  long cursor(String reader);

  /** Remembers how far a reader has come; completes when that is stored for good. */
  CompletableFuture<Long> saveCursor(String reader, long position);

  HistoryStats stats();

  /** Stores what was appended until now and frees everything. */
  @Override
  void close();
}
