package org.xorcast.core.engine;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TopicId;

/**
 * Something that a core wants to know of the driver's history.
 *
 * @param ticket comes back with the answer
 * @param topic whose history, null for the whole network's
 */
public record HistoryQuery(long ticket, @Nullable TopicId topic, What what) {
  /** What is asked. */
  public sealed interface What {}

  /** Which sessions there are, see {@link Event.HistoryAnswer#spans}. */
  public record Spans() implements What {}

  /**
   * A part of one session in order, see {@link Event.HistoryAnswer#messages}: not more than {@code
   * maxMessages} and, but for the first, {@code maxBytes}.
   */
  public record Range(
      PeerId publisher, long session, long from, long to, int maxMessages, int maxBytes)
      implements What {}

  /** The same question about the history of {@code itsTopic}. */
  public HistoryQuery in(TopicId itsTopic) {
    return new HistoryQuery(ticket, itsTopic, what);
  }
}
