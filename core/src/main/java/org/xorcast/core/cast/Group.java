package org.xorcast.core.cast;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.overlay.Neighbour;

/**
 * A part of the key space that somebody still has to answer for, and who is left to be asked.
 *
 * <p>{@code message}, {@code chunk}: what is to be spread there; the chunk may be {@link
 * CastMessage#WHOLE}.
 */
final class Group {
  /** More candidates than this are not asked; digest exchange does the rest. */
  private static final int TRIES_MAX = 8;

  private static final int REFUSALS_MAX = 2;

  final StoredMessage message;
  final int chunk;
  final int height;
  final int bucket;

  /** Set if the group only asks around after a repair, see {@link Healing}. */
  final @Nullable Healing healing;

  private final List<Neighbour> candidates;
  private int next;
  private int refusals;
  private boolean climbed;

  /**
   * @param candidates whom to ask, in this order
   */
  Group(StoredMessage message, int chunk, int height, int bucket, List<Neighbour> candidates) {
    this(message, chunk, height, bucket, candidates, null);
  }

  Group(
      StoredMessage message,
      int chunk,
      int height,
      int bucket,
      List<Neighbour> candidates,
      @Nullable Healing healing) {
    this.healing = healing;
    this.message = message;
    this.chunk = chunk;
    this.height = height;
    this.bucket = bucket;
    this.candidates = candidates;
  }

  /** The next candidate, null if all have been asked. */
  @Nullable Neighbour next() {
    return next < Math.min(candidates.size(), TRIES_MAX) ? candidates.get(next++) : null;
  }

  /** The candidates that come after the delegate. */
  List<Neighbour> alternates(int count) {
    int from = Math.min(next, candidates.size());
    return candidates.subList(from, Math.min(candidates.size(), from + count));
  }

  /**
   * A candidate would not take it. Two of them are believed: the publisher is over its limit, or a
   * liar, and everybody else would refuse too.
   *
   * @return whether somebody else is to be asked
   */
  boolean refused() {
    return ++refusals < REFUSALS_MAX;
  }

  /** True the first time it is called: a group climbs once. */
  boolean climb() {
    boolean first = !climbed;
    climbed = true;
    return first;
  }
}
