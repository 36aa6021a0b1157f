package org.xorcast.core.overlay;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.kad.Lookup;
import org.xorcast.core.overlay.OverlayMessage.Find;

/**
 * The lookups under way and the questions they have out.
 *
 * <p>A question to a peer without a link waits until a dial has made one. At most {@value
 * #LOOKUPS_MAX} lookups run at a time.
 */
final class Finder {
  static final int LOOKUPS_MAX = 4;

  private record Question(Lookup lookup, PeerId peer, long deadlineNanos) {}

  private final OverlayConfig config;
  private final Links links;
  private final Dialler dialler;
  private final Sender sender;
  private final List<Lookup> running = new ArrayList<>();
  private final Map<Long, Question> questions = new LinkedHashMap<>();
  private final Map<PeerId, List<Lookup>> waitingForLink = new LinkedHashMap<>();
  private long lastTransaction;

  Finder(OverlayConfig config, Links links, Dialler dialler, Sender sender) {
    this.config = config;
    this.links = links;
    this.dialler = dialler;
    this.sender = sender;
  }

  boolean hasRoom() {
    return running.size() < LOOKUPS_MAX;
  }

  boolean isRunning(NodeId target) {
    return running.stream().anyMatch(lookup -> lookup.target().equals(target));
  }

  /** Starts a search that is over when the {@code width} closest have answered. */
  void start(NodeId target, int width, List<Neighbour> first, long nowNanos, Effects out) {
    search(target, width, first.stream().map(Neighbour::record).toList(), nowNanos, out);
  }

  /** The same, from peers that need not be neighbours. */
  void search(NodeId target, int width, List<PeerRecord> first, long nowNanos, Effects out) {
    Lookup lookup = new Lookup(target, width, config.lookupParallel());
    first.forEach(lookup::add);
    running.add(lookup);
    advance(lookup, nowNanos, out);
  }

  /** Asks whoever is next in all lookups; returns those that are over. */
  List<Lookup> advance(long nowNanos, Effects out) {
    for (Lookup lookup : new ArrayList<>(running)) {
      advance(lookup, nowNanos, out);
    }
    List<Lookup> done = new ArrayList<>();
    running.removeIf(lookup -> lookup.isDone() && done.add(lookup));
    return done;
  }

  private void advance(Lookup lookup, long nowNanos, Effects out) {
    for (PeerRecord next = lookup.next(); next != null; next = lookup.next()) {
      Neighbour neighbour = links.neighbour(next.peer());
      if (neighbour != null) {
        ask(lookup, neighbour, nowNanos, out);
      } else if (links.pending(next.peer()) != null || dialler.dial(next, nowNanos, out)) {
        waitingForLink.computeIfAbsent(next.peer(), p -> new ArrayList<>(1)).add(lookup);
      } else {
        lookup.failed(next.peer());
      }
    }
  }

  private void ask(Lookup lookup, Neighbour neighbour, long nowNanos, Effects out) {
    questions.put(
        ++lastTransaction, new Question(lookup, neighbour.peer(), nowNanos + config.queryNanos()));
    sender.send(neighbour.link(), new Find(lastTransaction, lookup.target()), out);
  }

  boolean isWaitingFor(PeerId peer) {
    return waitingForLink.containsKey(peer);
  }

  /** Asks a new neighbour what was to be asked as soon as there is a link. */
  void linked(Neighbour neighbour, long nowNanos, Effects out) {
    List<Lookup> lookups = waitingForLink.remove(neighbour.peer());
    if (lookups != null) {
      lookups.forEach(lookup -> ask(lookup, neighbour, nowNanos, out));
    }
  }

  /** Asks again what a neighbour was asked on a link that is gone. */
  void moved(Neighbour neighbour, Effects out) {
    questions.forEach((transaction, question) -> {
      if (question.peer.equals(neighbour.peer())) {
        Find find = new Find(transaction, question.lookup.target());
        sender.send(neighbour.link(), find, out);
      }
    });
  }

  /** No link to {@code peer} can be had. */
  void unreachable(PeerId peer) {
    List<Lookup> lookups = waitingForLink.remove(peer);
    if (lookups != null) {
      lookups.forEach(lookup -> lookup.failed(peer));
    }
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

  /** Gives up on questions whose time is over; false if there are none. */
  boolean expire(long nowNanos) {
    boolean some = false;
    Iterator<Question> oldestFirst = questions.values().iterator();
    while (oldestFirst.hasNext()) {
      Question question = oldestFirst.next();
      if (question.deadlineNanos > nowNanos) {
        return some;
      }
      oldestFirst.remove();
      question.lookup.failed(question.peer);
      some = true;
    }
    return some;
  }

  long nextDeadlineNanos() {
    for (Question question : questions.values()) {
      return question.deadlineNanos;
    }
    return Deadlines.NEVER;
  }
}
