package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.id.MessageId;

/**
 * Messages that others say they have and this node does not: whom to ask for them, and when.
 *
 * <p>One question per message is out at a time, and each announcer is asked at most {@value
 * #TRIES_PER_SOURCE} times, so false announcers cost time but cannot starve anybody. How many
 * questions one announcer has out, and how many messages wait for it alone, is bounded by its
 * {@link Credit}. In all {@value #PULLS_MAX} messages with {@value #SOURCES_MAX} announcers each.
 */
final class Pulls {
  static final int PULLS_MAX = 16_384;
  static final int SOURCES_MAX = 8;
  static final int TRIES_PER_SOURCE = 2;

  private static final long LOOK_MIN_NANOS = 20_000_000;
  private static final long LOOK_MAX_NANOS = 1_000_000_000;
  private static final int LOOKS_MAX = 6;

  /** Somebody who says that it has the message. */
  private static final class Source {
    final CastPeer peer;
    int tries;

    Source(CastPeer peer) {
      this.peer = peer;
    }
  }

  /** One wanted message. */
  static final class Pull {
    final MessageId id;
    private final long number;
    private final CastPeer first;
    private final List<Source> sources = new ArrayList<>(2);
    private @Nullable CastPeer asked;
    private long atNanos;
    private long askedNanos = -1;
    private int height;
    private boolean heal;
    private int looks;

    private Pull(MessageId id, long number, CastPeer first, long atNanos) {
      this.id = id;
      this.number = number;
      this.first = first;
      this.atNanos = atNanos;
    }

    /** What this node becomes responsible for when the message has come. */
    int height() {
      return height;
    }

    /** The message was missed by a whole region, perhaps: look around when it has come. */
    boolean heals() {
      return heal;
    }

    boolean wasAskedAfter(long nanos) {
      return askedNanos >= 0 && askedNanos >= nanos;
    }
  }

  private final Map<MessageId, Pull> pulls = new LinkedHashMap<>(0);
  private final TreeSet<Pull> byTime =
      new TreeSet<>(
          Comparator.<Pull>comparingLong(pull -> pull.atNanos)
              .thenComparingLong(pull -> pull.number));
  private long lastNumber;

  int size() {
    return pulls.size();
  }

  @Nullable Pull get(MessageId id) {
    return pulls.get(id);
  }

  /**
   * Notes that {@code peer} has the message and wants this node to be responsible below {@code
   * height}, or, at height 0, just has it.
   *
   * @param atNanos when to ask for it, if the message has not come until then
   * @return null if there is no room for one more wanted message
   */
  @Nullable Pull offer(MessageId id, CastPeer peer, int height, long atNanos) {
    Pull pull = pulls.get(id);
    if (pull == null) {
      if (pulls.size() >= PULLS_MAX || !peer.credit.mayPromise()) {
        return null;
      }
      peer.credit.promised();
      pull = new Pull(id, ++lastNumber, peer, atNanos);
      pulls.put(id, pull);
      byTime.add(pull);
    } else if (pull.askedNanos < 0 && atNanos < pull.atNanos) {
      postpone(pull, atNanos);
    }
    if (height > 0) {
      pull.height = Math.max(pull.height, height);
    } else {
      pull.heal = true;
    }
    addSource(pull, peer);
    return pull;
  }

  /** Where there are too many announcers, those who kept their word longer stay. */
  private static void addSource(Pull pull, CastPeer peer) {
    Source worst = null;
    for (Source source : pull.sources) {
      if (source.peer == peer) {
        return;
      }
      if (worst == null || source.peer.credit.size() < worst.peer.credit.size()) {
        worst = source;
      }
    }
    if (worst != null && pull.sources.size() >= SOURCES_MAX) {
      if (worst.peer.credit.size() >= peer.credit.size()) {
        return;
      }
      pull.sources.remove(worst);
    }
    pull.sources.add(new Source(peer));
  }

  /** {@code peer} is asked now, and somebody else at {@code againNanos} unless it answers. */
  void askedNow(Pull pull, CastPeer peer, long nowNanos, long againNanos) {
    broken(pull);
    for (Source source : pull.sources) {
      if (source.peer == peer) {
        source.tries++;
      }
    }
    pull.asked = peer;
    peer.credit.asked();
    pull.askedNanos = nowNanos;
    pull.looks = 0;
    postpone(pull, againNanos);
  }

  /**
   * All announcers have too many questions out: the next look is soon at first, then ever later,
   * for thousands may wait for the same liars.
   */
  void lookAgain(Pull pull, long nowNanos) {
    postpone(pull, nowNanos + Math.min(LOOK_MAX_NANOS, LOOK_MIN_NANOS << pull.looks));
    pull.looks = Math.min(pull.looks + 1, LOOKS_MAX);
  }

  private void postpone(Pull pull, long atNanos) {
    byTime.remove(pull);
    pull.atNanos = atNanos;
    byTime.add(pull);
  }

  /** Whoever was asked last has not answered. */
  private static void broken(Pull pull) {
    if (pull.asked != null) {
      pull.asked.credit.broken();
      pull.asked = null;
    }
  }

  /** The message has come from {@code from}, or begun to. */
  @Nullable Pull arrived(MessageId id, CastPeer from) {
    Pull pull = pulls.get(id);
    if (pull == null) {
      return null;
    }
    if (pull.asked != null) {
      pull.asked.credit.answered(pull.asked == from);
    }
    forget(pull);
    return pull;
  }

  /** {@code peer} was asked and says that it has it no more: a newer value has replaced it. */
  void declined(MessageId id, CastPeer peer, long nowNanos) {
    Pull pull = pulls.get(id);
    if (pull != null && pull.asked == peer) {
      pull.asked = null;
      peer.credit.answered(false);
      pull.sources.removeIf(source -> source.peer == peer);
      postpone(pull, nowNanos);
    }
  }

  private void forget(Pull pull) {
    pulls.remove(pull.id);
    byTime.remove(pull);
    pull.first.credit.settled();
  }

  /** The pulls whose time has come; a copy, safe against changes. */
  List<Pull> due(long nowNanos) {
    List<Pull> due = new ArrayList<>();
    for (Pull pull : byTime) {
      if (pull.atNanos > nowNanos) {
        break;
      }
      due.add(pull);
    }
    return due;
  }

  /** Drops a pull if all announcers were asked often enough. */
  boolean isHopeless(Pull pull) {
    for (Source source : pull.sources) {
      if (source.tries < TRIES_PER_SOURCE) {
        return false;
      }
    }
    broken(pull);
    forget(pull);
    return true;
  }

  /**
   * The announcer to ask next, of those asked least often the one that kept its word longest; null
   * if all have too many questions out.
   */
  static @Nullable CastPeer nextSource(Pull pull) {
    Source best = null;
    for (Source source : pull.sources) {
      if (source.tries < TRIES_PER_SOURCE
          && source.peer.credit.mayBeAsked()
          && (best == null || isBetter(source, best))) {
        best = source;
      }
    }
    return best == null ? null : best.peer;
  }

  private static boolean isBetter(Source a, Source b) {
    return a.tries != b.tries ? a.tries < b.tries : a.peer.credit.size() > b.peer.credit.size();
  }

  long nextNanos() {
    return byTime.isEmpty() ? Deadlines.NEVER : byTime.first().atNanos;
  }
}
