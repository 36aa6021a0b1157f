package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.Seen;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;

/**
 * What has been seen of every publisher: the reason why nothing is delivered twice, and the digest
 * that neighbours compare.
 *
 * <p>At most {@value #SESSIONS_MAX} sessions are remembered; the one silent longest goes first.
 */
final class SeenMessages {
  static final int SESSIONS_MAX = 4096;

  /** A publisher that has been silent this long may resume at any sequence. */
  private static final long RESUME_NANOS = 30_000_000_000L;

  /** A running publisher's sequence may jump this far. */
  private static final long JUMP_MAX = 65_536;

  /** A run of a publisher: sequences count within it. */
  record Key(PeerId publisher, long session) {}

  private record DigestKey(long publisher, long session) {}

  /** What is to be thought of a record's sequence. */
  enum Verdict {
    NEW,
    SEEN,
    FAR_FUTURE
  }

  private final Counters counters;
  private final Map<Key, SequenceWindow> windows = new LinkedHashMap<>(0, 0.75f, true);

  SeenMessages(Counters counters) {
    this.counters = counters;
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }

  int sessions() {
    return windows.size();
  }

  Verdict judge(MessageRecord record, long nowNanos) {
    SequenceWindow window = windows.get(key(record));
    if (window == null) {
      return Verdict.NEW;
    }
    if (window.contains(record.sequence())) {
      return Verdict.SEEN;
    }
    boolean jumps = record.sequence() - window.contiguous() > JUMP_MAX;
    boolean running = nowNanos - window.activeNanos() < RESUME_NANOS;
    return jumps && running ? Verdict.FAR_FUTURE : Verdict.NEW;
  }

  /** Whether the session is remembered. */
  boolean knows(Key session) {
    return windows.containsKey(session);
  }

  /** Remembers a new session in which everything up to {@code contiguous} counts as seen. */
  void begin(Key session, long contiguous, long nowNanos) {
    windows.put(session, new SequenceWindow(contiguous, nowNanos));
    if (windows.size() > SESSIONS_MAX) {
      windows.remove(windows.keySet().iterator().next());
    }
  }

  /** Marks a message of a remembered session as seen, each one of a batch. */
  void mark(MessageRecord record, long nowNanos) {
    SequenceWindow window = windows.get(key(record));
    if (window != null) {
      for (long each = record.firstSequence(); each <= record.sequence(); each++) {
        counters.add(Counter.SEQUENCES_LOST, window.mark(each, nowNanos));
      }
    }
  }

  /** Waits no more for anything up to {@code sequence}. */
  void giveUpTo(Key session, long sequence) {
    SequenceWindow window = windows.get(session);
    if (window != null) {
      counters.add(Counter.SEQUENCES_LOST, window.giveUpTo(sequence));
    }
  }

  /** The sequence up to which nothing is missing; in a forgotten session nothing ever is. */
  long contiguous(Key session) {
    SequenceWindow window = windows.get(session);
    return window == null ? Long.MAX_VALUE : window.contiguous();
  }

  /** The sessions that were active after {@code sinceNanos}, the latest last. */
  List<Seen> vector(long sinceNanos) {
    List<Seen> vector = new ArrayList<>();
    windows.forEach((key, window) -> {
      if (window.activeNanos() > sinceNanos) {
        vector.add(
            new Seen(
                NodeId.of(key.publisher).prefix(),
                key.session,
                window.contiguous(),
                window.ahead()));
      }
    });
    int surplus = vector.size() - CastMessage.PUBLISHERS_MAX;
    return surplus > 0 ? vector.subList(surplus, vector.size()) : vector;
  }

  /** A hash over {@link #vector} that does not depend on its order. */
  long hash(long sinceNanos) {
    long hash = 0;
    for (Seen seen : vector(sinceNanos)) {
      long mixed = seen.publisher() * 0x9e3779b97f4a7c15L + seen.session();
      mixed = (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L + seen.contiguous();
      mixed = (mixed ^ mixed >>> 32) * 0x94d049bb133111ebL + seen.ahead().hashCode();
      hash += mixed ^ mixed >>> 31;
    }
    return hash;
  }

  /** Whether a neighbour with this vector has seen something that is missing here. */
  boolean lacksSomethingOf(List<Seen> theirs, long sinceNanos) {
    Map<DigestKey, Seen> mine = index(vector(sinceNanos));
    for (Seen their : theirs) {
      Seen own = mine.get(new DigestKey(their.publisher(), their.session()));
      if (own == null || own.contiguous() < their.contiguous()) {
        return true;
      }
      int last = their.ahead().length();
      for (int i = their.ahead().nextSetBit(0); i >= 0 && i < last; ) {
        if (!own.covers(their.contiguous() + 1 + i)) {
          return true;
        }
        i = their.ahead().nextSetBit(i + 1);
      }
    }
    return false;
  }

  /**
   * At most how many messages seen here a neighbour with this vector lacks; {@code Long.MAX_VALUE}
   * where that cannot be told.
   */
  long lackedBy(List<Seen> theirs, long sinceNanos) {
    Map<DigestKey, Seen> index = index(theirs);
    long lacked = 0;
    for (Seen own : vector(sinceNanos)) {
      Seen their = index.get(new DigestKey(own.publisher(), own.session()));
      if (their == null) {
        return Long.MAX_VALUE;
      }
      lacked += lacked(own, their);
    }
    return lacked;
  }

  private static long lacked(Seen own, Seen their) {
    long behind = Math.max(0, own.contiguous() - their.contiguous());
    int within = (int) Math.min(behind, their.ahead().length());
    long lacked = behind - their.ahead().get(0, within).cardinality();
    for (int i = own.ahead().nextSetBit(0); i >= 0; i = own.ahead().nextSetBit(i + 1)) {
      lacked += their.covers(own.contiguous() + 1 + i) ? 0 : 1;
    }
    return lacked;
  }

  /** A question to {@code theirs} that is cheap to ask often: is this record covered? */
  static Coverage coverage(List<Seen> theirs) {
    return new Coverage(index(theirs));
  }

  private static Map<DigestKey, Seen> index(List<Seen> vector) {
    Map<DigestKey, Seen> index = new LinkedHashMap<>();
    vector.forEach(seen -> index.put(new DigestKey(seen.publisher(), seen.session()), seen));
    return index;
  }

  static Key key(MessageRecord record) {
    return new Key(record.publisher(), record.session());
  }

  /** A neighbour's vector, ready for look-ups. */
  static final class Coverage {
    private final Map<DigestKey, Seen> index;

    /** A node id is a hash of its key: once for each publisher is enough. */
    private final Map<PeerId, Long> prefixes = new LinkedHashMap<>();

    private Coverage(Map<DigestKey, Seen> index) {
      this.index = index;
    }

    boolean covers(MessageRecord record) {
      long publisher =
          prefixes.computeIfAbsent(record.publisher(), peer -> NodeId.of(peer).prefix());
      @Nullable Seen seen = index.get(new DigestKey(publisher, record.session()));
      return seen != null && seen.covers(record.sequence());
    }
  }
}
