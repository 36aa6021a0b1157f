package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;

/**
 * Messages that others say they have and this node does not: whom to ask for them, and when.
 *
 * <p>One question per message is out at a time, and each announcer is asked at most {@value
 * #TRIES_PER_SOURCE} times, so false announcers cost time but cannot starve anybody. Bounded by
 * {@value #PULLS_MAX} messages with {@value #SOURCES_MAX} announcers each.
 */
final class Pulls {
  static final int PULLS_MAX = 8192;
  static final int SOURCES_MAX = 8;
  static final int TRIES_PER_SOURCE = 2;

  /** Somebody who says that it has the message. */
  private static final class Source {
    final PeerId peer;
    int tries;

    Source(PeerId peer) {
      this.peer = peer;
    }
  }

  /** One wanted message. */
  static final class Pull {
    final MessageId id;
    private final List<Source> sources = new ArrayList<>(2);
    private long atNanos;
    private long askedNanos = -1;
    private int height;
    private boolean heal;

    private Pull(MessageId id, long atNanos) {
      this.id = id;
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

    /** {@code peer} is asked now, and somebody else at {@code againNanos} unless it answers. */
    void askedNow(PeerId peer, long nowNanos, long againNanos) {
      for (Source source : sources) {
        if (source.peer.equals(peer)) {
          source.tries++;
        }
      }
      askedNanos = nowNanos;
      atNanos = againNanos;
    }

    boolean wasAskedAfter(long nanos) {
      return askedNanos >= 0 && askedNanos >= nanos;
    }
  }

  private final Map<MessageId, Pull> pulls = new LinkedHashMap<>();

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
  @Nullable Pull offer(MessageId id, PeerId peer, int height, long atNanos) {
    Pull pull = pulls.get(id);
    if (pull == null) {
      if (pulls.size() >= PULLS_MAX) {
        return null;
      }
      pull = new Pull(id, atNanos);
      pulls.put(id, pull);
    } else if (pull.askedNanos < 0) {
      pull.atNanos = Math.min(pull.atNanos, atNanos);
    }
    if (height > 0) {
      pull.height = Math.max(pull.height, height);
    } else {
      pull.heal = true;
    }
    if (pull.sources.size() < SOURCES_MAX
        && pull.sources.stream().noneMatch(source -> source.peer.equals(peer))) {
      pull.sources.add(new Source(peer));
    }
    return pull;
  }

  /** The message has come, or begun to. */
  @Nullable Pull remove(MessageId id) {
    return pulls.remove(id);
  }

  /** The pulls whose time has come; a copy, safe against changes. */
  List<Pull> due(long nowNanos) {
    List<Pull> due = new ArrayList<>();
    for (Pull pull : pulls.values()) {
      if (pull.atNanos <= nowNanos) {
        due.add(pull);
      }
    }
    return due;
  }

  /** The announcer to ask next; null, and the pull is forgotten, if all were asked often enough. */
  @Nullable PeerId nextSource(Pull pull) {
    Source best = null;
    for (Source source : pull.sources) {
      if (source.tries < TRIES_PER_SOURCE && (best == null || source.tries < best.tries)) {
        best = source;
      }
    }
    if (best == null) {
      pulls.remove(pull.id);
      return null;
    }
    return best.peer;
  }

  long nextNanos() {
    long next = Deadlines.NEVER;
    for (Pull pull : pulls.values()) {
      next = Math.min(next, pull.atNanos);
    }
    return next;
  }
}
