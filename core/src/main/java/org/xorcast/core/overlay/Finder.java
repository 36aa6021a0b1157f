package org.xorcast.core.overlay;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.kad.Lookup;

/**
 * The lookups under way and the questions they have out.
 *
 * <p>A question to a peer without a link waits until the link stands; {@link OverlayCore} dials for
 * it. At most {@value #LOOKUPS_MAX} lookups run at a time.
 */
final class Finder {
  static final int LOOKUPS_MAX = 4;

  private record Question(Lookup lookup, PeerId peer, long deadlineNanos) {}

  private final long queryNanos;
  private final List<Lookup> running = new ArrayList<>();
  private final Map<Long, Question> questions = new LinkedHashMap<>();
  private final Map<PeerId, List<Lookup>> waitingForLink = new LinkedHashMap<>();
  private long lastTransaction;

  Finder(OverlayConfig config) {
    queryNanos = config.queryNanos();
  }

  boolean hasRoom() {
    return running.size() < LOOKUPS_MAX;
  }

  boolean isRunning(NodeId target) {
    return running.stream().anyMatch(lookup -> lookup.target().equals(target));
  }

  void start(Lookup lookup) {
    running.add(lookup);
  }

  /** The running lookups, to be asked for their next question; safe against changes. */
  List<Lookup> running() {
    return new ArrayList<>(running);
  }

  /** Notes a question that is sent now; returns its transaction number. */
  long asked(Lookup lookup, PeerId peer, long nowNanos) {
    questions.put(++lastTransaction, new Question(lookup, peer, nowNanos + queryNanos));
    return lastTransaction;
  }

  /** What {@code peer} was asked and has not answered, by transaction number. */
  Map<Long, NodeId> openQuestions(PeerId peer) {
    Map<Long, NodeId> open = new LinkedHashMap<>();
    questions.forEach((transaction, question) -> {
      if (question.peer.equals(peer)) {
        open.put(transaction, question.lookup.target());
      }
    });
    return open;
  }

  void waitForLink(Lookup lookup, PeerId peer) {
    waitingForLink.computeIfAbsent(peer, p -> new ArrayList<>(1)).add(lookup);
  }

  boolean isWaitingFor(PeerId peer) {
    return waitingForLink.containsKey(peer);
  }

  /** The lookups that wanted a link to {@code peer}, which now stands. */
  List<Lookup> linked(PeerId peer) {
    List<Lookup> lookups = waitingForLink.remove(peer);
    return lookups == null ? List.of() : lookups;
  }

  /** No link to {@code peer} can be had. */
  void unreachable(PeerId peer) {
    linked(peer).forEach(lookup -> lookup.failed(peer));
  }

  /** Takes in an answer; false if nobody asked {@code peer} that. */
  boolean answered(long transaction, PeerId peer, List<PeerRecord> records) {
    @Nullable Question question = questions.get(transaction);
    if (question == null || !question.peer.equals(peer)) {
      return false;
    }
    questions.remove(transaction);
    question.lookup.answered(peer, records);
    return true;
  }

  /** Gives up on questions whose time is over. */
  void expire(long nowNanos) {
    Iterator<Question> oldestFirst = questions.values().iterator();
    while (oldestFirst.hasNext()) {
      Question question = oldestFirst.next();
      if (question.deadlineNanos > nowNanos) {
        return;
      }
      oldestFirst.remove();
      question.lookup.failed(question.peer);
    }
  }

  long nextExpiryNanos() {
    for (Question question : questions.values()) {
      return question.deadlineNanos;
    }
    return Deadlines.NEVER;
  }

  /** Removes and returns the lookups that have come to their end. */
  List<Lookup> takeDone() {
    List<Lookup> done = new ArrayList<>();
    running.removeIf(lookup -> {
      boolean over = lookup.isDone();
      if (over) {
        done.add(lookup);
      }
      return over;
    });
    return done;
  }
}
