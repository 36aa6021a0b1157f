package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 */
final class Operation implements Request.Asker {
  private static final double ENOUGH = 0.75;

  private final long ticket;
  private final DhtCommand command;
  private final NodeId target;
  private final Requests requests;
  private final List<DhtLookup> lookups;
  private final List<Endpoint> entries;
  private final Findings findings;
  private final long startNanos;
  private final Map<Endpoint, LookupNode> asking = new LinkedHashMap<>();
  private final Map<Endpoint, LookupNode> storing = new LinkedHashMap<>();
  private final Map<NodeId, DhtResult.Outcome> outcomes = new LinkedHashMap<>();
  private int entriesOut;
  private int late;
  private int queries;
  private int answers;
  private long retryNanos = Deadlines.NEVER;
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

  /** Asks whoever is next, and ends if nobody is. */
  void advance(long nowNanos, DhtEffects out) {
    if (done) {
      return;
    }
    retryNanos = Deadlines.NEVER;
    enter(nowNanos, out);
    for (DhtLookup lookup : lookups) {
      for (LookupNode node = lookup.next(nowNanos); node != null; node = lookup.next(nowNanos)) {
        ask(node, nowNanos, out);
      }
      retryNanos = Math.min(retryNanos, lookup.nextDeadlineNanos(nowNanos));
    }
    boolean found = entriesOut == 0 && entries.isEmpty();
    for (DhtLookup lookup : lookups) {
      found &= lookup.isDone(nowNanos);
    }
    if (found || findings.isComplete()) {
      conclude(nowNanos, out);
    }
  }

  private void enter(long nowNanos, DhtEffects out) {
    while (!entries.isEmpty()) {
      Endpoint entry = entries.getFirst();
      long wait = requests.ask(entry, null, command.query(target), this, nowNanos, out);
      if (wait > 0) {
        retryNanos = Math.min(retryNanos, nowNanos + wait);
        return;
      }
      entries.removeFirst();
      entriesOut++;
      queries++;
    }
  }

  private void ask(LookupNode node, long nowNanos, DhtEffects out) {
    NodeContact contact = node.contact();
    Query query = command.query(target);
    long wait = requests.ask(contact.endpoint(), contact.nodeId(), query, this, nowNanos, out);
    if (wait > 0) {
      node.postpone(nowNanos + wait);
    } else {
      asking.put(contact.endpoint(), node);
      queries++;
    }
  }

  /** The way is over: the rest is stored. */
  private void conclude(long nowNanos, DhtEffects out) {
    if (command.stores()) {
      for (DhtLookup lookup : lookups) {
        for (LookupNode node : lookup.storeSet()) {
          store(node, nowNanos, out);
        }
      }
      long stored = outcomes.values().stream().filter(DhtResult.Outcome::isStored).count();
      boolean enough = stored >= ENOUGH * (outcomes.size() + storing.size());
      if (retryNanos < Deadlines.NEVER || storing.size() > (enough ? late : 0)) {
        return;
      }
    }
    finish(nowNanos, out);
  }

  private void store(LookupNode node, long nowNanos, DhtEffects out) {
    NodeContact contact = node.contact();
    Bytes token = node.token();
    if (token == null
        || outcomes.containsKey(contact.nodeId())
        || storing.containsKey(contact.endpoint())) {
      return;
    }
    Query query = command.store(token, node.hasItem());
    if (query == null) {
      return;
    }
    long wait = requests.ask(contact.endpoint(), contact.nodeId(), query, this, nowNanos, out);
    if (wait > 0) {
      retryNanos = Math.min(retryNanos, nowNanos + wait);
    } else {
      storing.put(contact.endpoint(), node);
      queries++;
    }
  }

  private void finish(long nowNanos, DhtEffects out) {
    done = true;
    if (ticket < 0) {
      return;
    }
    for (LookupNode node : storing.values()) {
      outcomes.put(
          node.contact().nodeId(), new DhtResult.Outcome(node.contact(), -1, "no answer yet"));
    }
    DhtResult.Cost cost = new DhtResult.Cost(queries, answers, nowNanos - startNanos);
    boolean nobody = answers == 0;
    out.done(
        ticket,
        nobody
            ? new DhtResult.Failed("no node of the DHT answered")
            : findings.result(closest(), List.copyOf(outcomes.values()), cost));
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

  // ---- answers ----------------------------------------------------------------------------------

  @Override
  public void answered(Request request, Answer answer, long nowNanos, DhtEffects out) {
    answers++;
    if (done) {
      return;
    }
    LookupNode stored = storing.remove(request.to());
    if (stored != null) {
      late -= request.isStalled() ? 1 : 0;
      outcome(stored, 0, "stored");
    } else {
      LookupNode asked = asking.remove(request.to());
      if (asked == null) {
        entriesOut--;
        asked = lookup(request.to()).enter(new NodeContact(answer.id(), request.to()));
      }
      takeAnswer(asked, answer, nowNanos, out);
    }
    advance(nowNanos, out);
  }

  private DhtLookup lookup(Endpoint endpoint) {
    boolean first = lookups.size() == 1 || !endpoint.isIpv6();
    return first ? lookups.getFirst() : lookups.getLast();
  }

  private void takeAnswer(LookupNode node, Answer answer, long nowNanos, DhtEffects out) {
    boolean hasItem = answer.item() != null && answer.item().seq() != null;
    node.answered(answer.token(), hasItem);
    learn(node, answer.nodes());
    learn(node, answer.nodes6());
    if (findings.take(answer) && ticket > 0) {
      DhtResult.Cost cost = new DhtResult.Cost(queries, answers, nowNanos - startNanos);
      out.found(ticket, findings.result(List.of(), List.of(), cost));
    }
    boolean isSure = node.isEligible() && lookup(node.contact().endpoint()).isSurelyClose(node);
    if (command.stores() && isSure) {
      store(node, nowNanos, out);
    }
  }

  private void learn(LookupNode source, @Nullable List<NodeContact> contacts) {
    if (contacts != null && !contacts.isEmpty()) {
      List<NodeContact> plausible = requests.plausible(contacts);
      if (!plausible.isEmpty()) {
        lookup(plausible.getFirst().endpoint()).named(source, plausible);
      }
    }
  }

  @Override
  public void failed(Request request, long code, String message, long nowNanos, DhtEffects out) {
    if (done) {
      return;
    }
    LookupNode stored = storing.remove(request.to());
    LookupNode asked = stored == null ? asking.remove(request.to()) : null;
    if (stored != null) {
      late -= request.isStalled() ? 1 : 0;
      outcome(stored, code == 0 ? -1 : code, message);
    } else if (asked != null) {
      asked.failed();
    } else {
      entriesOut--;
    }
    advance(nowNanos, out);
  }

  private void outcome(LookupNode node, long code, String message) {
    NodeContact contact = node.contact();
    outcomes.put(contact.nodeId(), new DhtResult.Outcome(contact, code, message));
  }

  @Override
  public void stalled(Request request, long nowNanos, DhtEffects out) {
    LookupNode asked = asking.get(request.to());
    if (storing.containsKey(request.to())) {
      late++;
    } else if (asked != null) {
      asked.late();
    }
    advance(nowNanos, out);
  }
}
