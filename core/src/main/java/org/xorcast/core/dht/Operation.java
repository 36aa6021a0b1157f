package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.Query;

/**
 * One command under way: the lookup of its target in each address family, and then what is stored
 * there.
 *
 * <p>A node that is surely among the closest is told at once (as Kubo's optimistic provide does),
 * the others when the way is over. The command is done when all have answered, or three in four,
 * and the others are late.
 *
 * <p>Where the target is more crowded than chance would have it, somebody may have crowded it, and
 * everybody there names his nodes only. Then scouts look beside the target for those who were there
 * before (region-based lookup, arXiv 2505.01139).
 */
final class Operation {
  private static final double ENOUGH = 0.75;

  /** How often the same node is asked while nobody has answered: datagrams get lost. */
  private static final int ATTEMPTS_MAX = 3;

  private final long ticket;
  private final DhtCommand command;
  private final NodeId target;
  private final Requests requests;
  private final List<DhtLookup> lookups;
  private final List<DhtLookup> scouts = new ArrayList<>();
  private final List<Endpoint> entries;
  private final Findings findings;
  private final long startNanos;
  private final Set<NodeId> told = new LinkedHashSet<>();
  private final Map<NodeId, DhtResult.Outcome> outcomes = new LinkedHashMap<>();
  private int entriesOut;
  private int late;
  private int queries;
  private int answers;
  private long retryNanos = Deadlines.NEVER;
  private boolean scouted;
  private boolean foundSome;
  private boolean done;

  /**
   * @param ticket below 0 if nobody is to be told
   * @param lookups one for IPv4, one for IPv6, or either alone
   * @param entries addresses of nodes whose ids are not known, asked first
   */
  Operation(
      long ticket,
      DhtCommand command,
      NodeId target,
      Requests requests,
      List<DhtLookup> lookups,
      List<Endpoint> entries,
      Findings findings,
      long startNanos) {
    this.ticket = ticket;
    this.command = command;
    this.target = target;
    this.requests = requests;
    this.lookups = lookups;
    this.entries = new ArrayList<>(entries);
    this.findings = findings;
    this.startNanos = startNanos;
  }

  NodeId target() {
    return target;
  }

  boolean isDone() {
    return done;
  }

  long nextDeadlineNanos() {
    return retryNanos;
  }

  /** The peers that were found, none if others were looked for. */
  List<Endpoint> peers() {
    return findings.peers();
  }

  /** The closest nodes that answered, of both families. */
  List<NodeContact> closest() {
    List<NodeContact> closest = new ArrayList<>();
    for (DhtLookup lookup : lookups) {
      lookup.closest(DhtLookup.WIDTH).forEach(node -> closest.add(node.contact()));
    }
    return closest;
  }

  // ---- asking -----------------------------------------------------------------------------------

  /** Asks whoever is next, and ends if nobody is. */
  void advance(long nowNanos, DhtEffects out) {
    if (done) {
      return;
    }
    retryNanos = Deadlines.NEVER;
    enter(nowNanos, out);
    boolean found = entriesOut == 0 && entries.isEmpty();
    found &= advance(lookups, nowNanos, out);
    found &= advance(scouts, nowNanos, out);
    if (found && sendScouts()) {
      found = advance(scouts, nowNanos, out);
    }
    if (found || findings.isComplete()) {
      conclude(nowNanos, out);
    }
  }

  /** Whether all of them are over. */
  private boolean advance(List<DhtLookup> some, long nowNanos, DhtEffects out) {
    boolean over = true;
    for (DhtLookup lookup : some) {
      for (LookupNode node = lookup.next(nowNanos); node != null; node = lookup.next(nowNanos)) {
        ask(lookup, node, nowNanos, out);
      }
      retryNanos = Math.min(retryNanos, lookup.nextDeadlineNanos(nowNanos));
      over &= lookup.isDone();
    }
    return over;
  }

  /** Sends scouts if that is needed, once. */
  private boolean sendScouts() {
    if (scouted || findings.isComplete()) {
      return false;
    }
    scouted = true;
    for (DhtLookup lookup : lookups) {
      scouts.addAll(lookup.scouts());
    }
    return !scouts.isEmpty();
  }

  private void enter(long nowNanos, DhtEffects out) {
    while (!entries.isEmpty()) {
      Endpoint entry = entries.getFirst();
      Question question = new Question(lookup(entry), null, false, 1);
      long wait = requests.ask(entry, null, command.query(target), question, nowNanos, out);
      if (wait > 0) {
        retryNanos = Math.min(retryNanos, nowNanos + wait);
        return;
      }
      entries.removeFirst();
      entriesOut++;
      queries++;
    }
  }

  private DhtLookup lookup(Endpoint endpoint) {
    boolean first = lookups.size() == 1 || !endpoint.isIpv6();
    return first ? lookups.getFirst() : lookups.getLast();
  }

  private void ask(DhtLookup lookup, LookupNode node, long nowNanos, DhtEffects out) {
    NodeId its = lookup.target();
    Query query = its.equals(target) ? command.query(target) : new Query.FindNode(its, null);
    Question question = new Question(lookup, node, false, 1);
    long wait = send(node.contact(), query, question, nowNanos, out);
    if (wait > 0) {
      node.postpone(nowNanos + wait);
    }
  }

  private long send(NodeContact to, Query query, Question question, long nowNanos, DhtEffects out) {
    long wait = requests.ask(to.endpoint(), to.nodeId(), query, question, nowNanos, out);
    queries += wait > 0 ? 0 : 1;
    return wait;
  }

  // ---- storing ----------------------------------------------------------------------------------

  /** The way is over: the rest is stored. */
  private void conclude(long nowNanos, DhtEffects out) {
    if (command.stores()) {
      for (DhtLookup lookup : lookups) {
        for (LookupNode node : lookup.storeSet()) {
          store(lookup, node, nowNanos, out);
        }
      }
      long stored = outcomes.values().stream().filter(DhtResult.Outcome::isStored).count();
      int waiting = told.size() - outcomes.size();
      boolean enough = stored >= ENOUGH * told.size();
      if (retryNanos < Deadlines.NEVER || waiting > (enough ? late : 0)) {
        return;
      }
    }
    finish(nowNanos, out);
  }

  private void store(DhtLookup lookup, LookupNode node, long nowNanos, DhtEffects out) {
    Bytes token = node.token();
    Query query = token == null ? null : command.store(token, node.hasItem());
    if (query == null || told.contains(node.contact().nodeId())) {
      return;
    }
    Question question = new Question(lookup, node, true, 1);
    long wait = send(node.contact(), query, question, nowNanos, out);
    if (wait > 0) {
      retryNanos = Math.min(retryNanos, nowNanos + wait);
    } else {
      told.add(node.contact().nodeId());
    }
  }

  private void finish(long nowNanos, DhtEffects out) {
    done = true;
    if (ticket < 0) {
      return;
    }
    for (DhtLookup lookup : lookups) {
      for (LookupNode node : lookup.storeSet()) {
        NodeId id = node.contact().nodeId();
        if (told.contains(id) && !outcomes.containsKey(id)) {
          outcome(node, -1, "no answer yet");
        }
      }
    }
    out.done(
        ticket,
        answers == 0 && !foundSome
            ? new DhtResult.Failed("no node of the DHT answered")
            : findings.result(closest(), List.copyOf(outcomes.values()), cost(nowNanos)));
  }

  /** Something was found. */
  void tellFindings(long nowNanos, DhtEffects out) {
    foundSome = true;
    if (ticket > 0) {
      out.found(ticket, findings.result(List.of(), List.of(), cost(nowNanos)));
    }
  }

  private DhtResult.Cost cost(long nowNanos) {
    return new DhtResult.Cost(queries, answers, nowNanos - startNanos);
  }

  private void outcome(LookupNode node, long code, String message) {
    NodeContact contact = node.contact();
    outcomes.put(contact.nodeId(), new DhtResult.Outcome(contact, code, message));
  }

  // ---- answers ----------------------------------------------------------------------------------

  /** A question of this command that is out. */
  private final class Question implements Request.Asker {
    private final DhtLookup lookup;
    private final @Nullable LookupNode node;
    private final boolean stores;
    private final int attempt;

    /**
     * @param node who is asked, null if his id is not known
     * @param stores whether he is told to store something
     * @param attempt 1 for the first time
     */
    Question(DhtLookup lookup, @Nullable LookupNode node, boolean stores, int attempt) {
      this.lookup = lookup;
      this.node = node;
      this.stores = stores;
      this.attempt = attempt;
    }

    @Override
    public void answered(Request request, Answer answer, long nowNanos, DhtEffects out) {
      answers++;
      if (done) {
        return;
      }
      if (stores && node != null) {
        late -= request.isStalled() ? 1 : 0;
        outcome(node, 0, "stored");
      } else {
        entriesOut -= node == null ? 1 : 0;
        LookupNode asked =
            node == null ? lookup.enter(new NodeContact(answer.id(), request.to())) : node;
        takeAnswer(lookup, asked, answer, nowNanos, out);
      }
      advance(nowNanos, out);
    }

    @Override
    public void failed(Request request, long code, String message, long nowNanos, DhtEffects out) {
      if (done) {
        return;
      }
      if (node == null) {
        entriesOut--;
      } else if (stores) {
        late -= request.isStalled() ? 1 : 0;
        outcome(node, code == 0 ? -1 : code, message);
      } else {
        node.failed();
      }
      advance(nowNanos, out);
    }

    @Override
    public void stalled(Request request, long nowNanos, DhtEffects out) {
      if (stores) {
        late++;
      } else {
        if (node != null) {
          node.late();
        }
        if (ticket > 0 && answers == 0 && attempt < ATTEMPTS_MAX) {
          askAgain(request, nowNanos, out);
        }
      }
      advance(nowNanos, out);
    }

    private void askAgain(Request request, long nowNanos, DhtEffects out) {
      Question again = new Question(lookup, node, false, attempt + 1);
      NodeId expected = request.expected();
      Query query = command.query(target);
      if (requests.ask(request.to(), expected, query, again, nowNanos, out) == 0) {
        queries++;
        entriesOut += node == null ? 1 : 0;
      }
    }
  }

  private void takeAnswer(
      DhtLookup lookup, LookupNode node, Answer answer, long nowNanos, DhtEffects out) {
    boolean hasItem = answer.item() != null && answer.item().seq() != null;
    node.answered(answer.token(), hasItem);
    learn(lookup, node, answer.nodes());
    learn(lookup, node, answer.nodes6());
    if (!lookup.target().equals(target)) {
      return;
    }
    if (findings.take(answer)) {
      tellFindings(nowNanos, out);
    }
    if (command.stores() && node.isEligible() && lookup.isSurelyClose(node)) {
      store(lookup, node, nowNanos, out);
    }
  }

  private void learn(DhtLookup lookup, LookupNode source, @Nullable List<NodeContact> contacts) {
    List<NodeContact> plausible = contacts == null ? List.of() : requests.plausible(contacts);
    if (plausible.isEmpty()) {
      return;
    }
    DhtLookup own = lookup(plausible.getFirst().endpoint());
    if (lookup.target().equals(target)) {
      own.named(source, plausible);
    } else {
      lookup.named(source, plausible);
      own.scouted(plausible);
    }
  }
}
