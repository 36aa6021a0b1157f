package org.xorcast.core.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.MessageRecord;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.overlay.Neighbour;

/** How far one publisher's session has been delivered, and what is to follow. */
final class Line {
  /** Whose. */
  record Key(PeerId publisher, long session) {}

  private static final int CLAIMS_MAX = 8;

  final Key key;

  /** What has been asked for and not been answered, in order: ranges that follow each other. */
  final List<Question> questions = new ArrayList<>(1);

  /** How many sequences fill a page, as far as pages have shown; 0 if none has. */
  long pageSequences;

  /** Since when the next message is missing. */
  long holeSinceNanos;

  private final NavigableMap<Long, Delivery> held = new TreeMap<>();
  private final Map<PeerId, Span> claims = new LinkedHashMap<>(2);
  private final Set<PeerId> tried = new LinkedHashSet<>(2);
  private long taken;
  private long wanted;
  private long proven;
  private boolean open;

  /**
   * @param taken the last sequence that counts as delivered
   * @param open whether it begins wherever the first message is found
   */
  Line(Key key, long taken, boolean open) {
    this.key = key;
    this.taken = taken;
    this.wanted = taken;
    this.open = open;
  }

  long taken() {
    return taken;
  }

  long wanted() {
    return wanted;
  }

  boolean isComplete() {
    return taken >= wanted;
  }

  /** Whether a message of it was seen, so that it is more than somebody's word. */
  boolean isProven() {
    return proven > 0 || taken > 0;
  }

  boolean isOpen() {
    return open;
  }

  /** A neighbour says what it keeps. */
  void claim(PeerId by, Span span) {
    if (claims.size() < CLAIMS_MAX || claims.containsKey(by)) {
      claims.put(by, span);
      wanted = Math.max(wanted, span.newest());
    }
  }

  /** Whether {@code peer} says that it has the next message. */
  boolean isClaimedBy(PeerId peer) {
    Span claim = claims.get(peer);
    return claim != null && claim.oldest() <= taken + 1 && claim.newest() > taken;
  }

  /** Whether {@code peer} says that it has this sequence. */
  boolean isClaimedBy(PeerId peer, long sequence) {
    Span claim = claims.get(peer);
    return claim != null && claim.oldest() <= sequence && claim.newest() >= sequence;
  }

  /** What {@code peer} says is not to be believed. */
  void disbelieve(PeerId peer) {
    claims.remove(peer);
  }

  /** The question that a message of a neighbour answers, null for none. */
  @Nullable Question questionOf(Neighbour asked, MessageRecord record) {
    for (Question question : questions) {
      if (question.asked == asked && question.covers(record)) {
        return question;
      }
    }
    return null;
  }

  /** The question to a neighbour that begins with a sequence, null for none. */
  @Nullable Question questionOf(Neighbour asked, long from) {
    for (Question question : questions) {
      if (question.asked == asked && question.from == from) {
        return question;
      }
    }
    return null;
  }

  /** Whether somebody who was not asked in vain says that it has the next message. */
  boolean isClaimed() {
    for (PeerId peer : claims.keySet()) {
      if (isClaimedBy(peer) && !tried.contains(peer)) {
        return true;
      }
    }
    return false;
  }

  /** A genuine message of the session was seen. */
  void prove(long sequence) {
    proven = Math.max(proven, sequence);
    wanted = Math.max(wanted, sequence);
  }

  /** Keeps a message for its turn; false if it is there already. */
  boolean hold(Delivery delivery) {
    return held.putIfAbsent(delivery.firstSequence(), delivery) == null;
  }

  /** Removes and returns the message whose turn it is, or one whose turn is over. */
  @Nullable Delivery next() {
    if (held.isEmpty() || held.firstKey() > taken + 1) {
      return null;
    }
    return held.pollFirstEntry().getValue();
  }

  void take(long sequence) {
    taken = sequence;
    open = false;
    tried.clear();
  }

  /** The first message that is here, or else known to exist; 0 if there is none. */
  long firstBeyond() {
    if (!held.isEmpty()) {
      return held.firstKey();
    }
    return proven > taken ? proven + 1 : 0;
  }

  /** The last sequence that is missing before the first message that is here. */
  long lastMissing() {
    return held.isEmpty() ? wanted : held.firstKey() - 1;
  }

  /** Nobody has what is before {@code sequence}. */
  void skipTo(long sequence) {
    taken = sequence - 1;
    wanted = Math.max(wanted, taken);
    tried.clear();
  }

  /** Nobody could show what was claimed. */
  void disbelieve() {
    wanted = Math.max(taken, proven);
    claims.clear();
    tried.clear();
  }

  void triedInVain(PeerId peer) {
    tried.add(peer);
  }

  boolean wasTried(PeerId peer) {
    return tried.contains(peer);
  }

  int tries() {
    return tried.size();
  }

  /** Takes everything back to {@code sequence}; returns what was held. */
  Iterable<Delivery> rewind(long sequence) {
    Iterable<Delivery> dropped = new ArrayList<>(held.values());
    held.clear();
    tried.clear();
    wanted = Math.max(wanted, taken);
    taken = sequence;
    return dropped;
  }
}
