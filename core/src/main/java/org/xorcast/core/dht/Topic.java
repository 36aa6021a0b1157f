package org.xorcast.core.dht;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.dht.TopicCalls.Call;
import org.xorcast.core.dht.TopicCalls.Kind;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.krpc.AddressPolicy;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.KrpcError;
import org.xorcast.core.krpc.KrpcErrorCode;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.Query;

/**
 * One topic of BEP 50, as a subscriber: knows its neighbours, asks each for its newest value every
 * four minutes, which also tells that it is alive and gives the token for the next put, and puts
 * what is newer to all of them; to those who had the last value from others already, only if they
 * do not have this one a second later (Plumtree's lazy links).
 *
 * <p>Events only change the state; {@link #wake} sends what follows from it.
 */
final class Topic {
  /** Below the 5 minutes that any token is good for. */
  static final long POLL_NANOS = Duration.ofMinutes(4).toNanos();

  /** Nobody can put anything to a read-only node, so it asks more often. */
  static final long READ_ONLY_POLL_NANOS = Duration.ofMinutes(1).toNanos();

  static final long TOKEN_NANOS = Duration.ofMinutes(5).toNanos();

  private static final long REFRESH_NANOS = Duration.ofMinutes(5).toNanos();

  /** Peers of the main DHT are forgotten after 45 minutes at most. */
  private static final long RENDEZVOUS_NANOS = Duration.ofMinutes(20).toNanos();

  private static final long LONELY_FIRST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long LONELY_MAX_NANOS = Duration.ofMinutes(5).toNanos();

  /** Long enough for a value to reach a neighbour through others. */
  private static final long LAZY_MIN_NANOS = Duration.ofMillis(500).toNanos();

  private static final long LAZY_MAX_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int FAILURES_MAX = 3;
  private static final int PUTS_MAX = 3;
  private static final int PER_BLOCK_MAX = 2;

  private final PeerId key;
  private final Bytes salt;
  private final NodeId id;
  private final AddressPolicy addresses;
  private final Verifier verifier;
  private final DhtCounters counters;
  private final Rng rng;
  private final TopicCalls calls;
  private final TopicCandidates candidates;
  private TopicTable table;
  private boolean readOnly;
  private @Nullable MutableItem newest;
  private boolean told = true;
  private boolean due = true;
  private long nextRendezvousNanos = Long.MIN_VALUE;
  private long lonelyNanos = LONELY_FIRST_NANOS;
  private long nextRefreshNanos = Long.MIN_VALUE;

  Topic(
      PeerId key,
      Bytes salt,
      NodeId self,
      AddressPolicy addresses,
      Verifier verifier,
      DhtCounters counters,
      Rng rng) {
    this.key = key;
    this.salt = salt;
    this.addresses = addresses;
    this.verifier = verifier;
    this.counters = counters;
    this.rng = rng;
    id = MutableItem.target(key, salt);
    calls = new TopicCalls(rng.fork());
    candidates = new TopicCandidates(counters);
    table = emptyTable(self);
  }

  /** Where all nodes live in one network, many of them may have addresses of one block. */
  private TopicTable emptyTable(NodeId self) {
    return new TopicTable(self, addresses.local() ? Integer.MAX_VALUE : PER_BLOCK_MAX);
  }

  NodeId id() {
    return id;
  }

  TopicTable table() {
    return table;
  }

  @Nullable MutableItem newest() {
    return newest;
  }

  void setSelf(NodeId self) {
    TopicTable before = table;
    table = emptyTable(self);
    before.all().forEach(table::add);
  }

  void setReadOnly(boolean on) {
    readOnly = on;
  }

  /**
   * Takes a value whose signature was checked, if it is newer than the newest.
   *
   * @return whether it is
   */
  boolean accept(MutableItem item) {
    if (item.seq() <= newestSeq()) {
      return false;
    }
    newest = item;
    told = false;
    due = true;
    table.all().forEach(contact -> contact.puts = 0);
    return true;
  }

  /** Whether an item is of this topic and its signature is right. */
  boolean verify(MutableItem item) {
    counters.increment(DhtCounter.SIGNATURES_CHECKED);
    if (item.key().equals(key) && item.salt().equals(salt) && item.verify(verifier)) {
      return true;
    }
    counters.increment(DhtCounter.BAD_SIGNATURES);
    return false;
  }

  /**
   * Takes note that a subscriber has, or has just been sent, a sequence. If it is newer than ours
   * it may be a lie, or the sender somebody else, so the subscriber is asked for it.
   */
  void has(NodeId subscriber, Endpoint endpoint, long seq) {
    TopicContact contact = table.get(subscriber);
    if (contact == null || !contact.endpoint.equals(endpoint)) {
      return;
    }
    if (seq > newestSeq()) {
      contact.nextPollNanos = Long.MIN_VALUE;
      due = true;
    } else {
      contact.seq = Math.max(contact.seq, seq);
    }
  }

  private long newestSeq() {
    return newest == null ? TopicContact.NO_VALUE : newest.seq();
  }

  /** Hears of a subscriber; {@code subscriber} is null if only his address is known. */
  void consider(Endpoint endpoint, @Nullable NodeId subscriber, long nowNanos) {
    boolean wanted = subscriber == null || table.wants(subscriber, Blocks.of(endpoint.ip()));
    if (wanted && addresses.allows(endpoint)) {
      candidates.add(endpoint, subscriber, nowNanos);
      due = true;
    }
  }

  /** Takes the reply to a query of ours; any other is ignored. */
  void received(KrpcMessage reply, Endpoint from, long nowNanos) {
    Call call = calls.end(reply.transaction(), from);
    if (call == null) {
      return;
    }
    due = true;
    TopicContact contact = call.id() == null ? null : table.get(call.id());
    if (contact != null) {
      contact.busy = false;
      contact.failures = 0;
    }
    if (reply instanceof KrpcResponse response) {
      answered(call, response.answer(), contact, nowNanos);
    } else if (reply instanceof KrpcError error && contact != null) {
      refused(call, error.code(), contact);
    }
  }

  private void answered(Call call, Answer answer, @Nullable TopicContact known, long nowNanos) {
    if (call.id() != null && !call.id().equals(answer.id())) {
      table.remove(call.id());
      return;
    }
    TopicContact contact = known != null ? known : admit(answer.id(), call.to(), nowNanos);
    if (contact != null) {
      note(call, answer, contact, nowNanos);
    }
    MutableItem item = answer.item() == null ? null : answer.item().mutable(salt);
    if (item != null && item.seq() > newestSeq() && verify(item)) {
      accept(item);
    }
    considerAll(answer.nodes(), nowNanos);
    considerAll(answer.nodes6(), nowNanos);
  }

  private @Nullable TopicContact admit(NodeId subscriber, Endpoint endpoint, long nowNanos) {
    TopicContact contact = new TopicContact(subscriber, endpoint);
    contact.nextPollNanos = nowNanos;
    return table.add(contact) ? contact : null;
  }

  private void note(Call call, Answer answer, TopicContact contact, long nowNanos) {
    switch (call.kind()) {
      case GET, PROBE -> {
        contact.token = answer.token();
        contact.tokenNanos = nowNanos;
        contact.nextPollNanos =
            nowNanos + rng.jitter(readOnly ? READ_ONLY_POLL_NANOS : POLL_NANOS, 0.2);
        Long seq = answer.item() == null ? null : answer.item().seq();
        contact.seq = Objects.requireNonNullElse(seq, TopicContact.NO_VALUE);
        contact.lazy &= call.kind() == Kind.GET || contact.seq >= newestSeq();
        if (contact.token == null) {
          contact.puts = PUTS_MAX;
        }
      }
      case PUT -> {
        contact.seq = Math.max(contact.seq, call.seq());
        contact.lazy = answer.item() != null;
      }
      case FIND_NODE -> {}
    }
  }

  private void considerAll(@Nullable List<NodeContact> nodes, long nowNanos) {
    if (nodes != null) {
      nodes.forEach(node -> consider(node.endpoint(), node.nodeId(), nowNanos));
    }
  }

  private void refused(Call call, long code, TopicContact contact) {
    if (call.kind() != Kind.PUT) {
      table.remove(contact.id);
    } else if (code == KrpcErrorCode.SEQ_NOT_NEWER.number()) {
      contact.seq = Math.max(contact.seq, call.seq());
      contact.nextPollNanos = Long.MIN_VALUE;
    } else {
      contact.token = null;
    }
  }

  /** Does what is due: everything that is sent or told comes from here. */
  void wake(long nowNanos, TopicEffects out) {
    due = false;
    calls.expire(nowNanos).forEach(this::lost);
    if (!told && newest != null) {
      told = true;
      out.newest(id, newest);
      table.all().stream()
          .filter(contact -> contact.lazy)
          .forEach(contact -> hold(contact, nowNanos));
    }
    rendezvous(nowNanos, out);
    table.all().forEach(contact -> attend(contact, nowNanos, out));
    refresh(nowNanos, out);
    while (calls.hasRoom()) {
      Map.Entry<Endpoint, Optional<NodeId>> next = candidates.next(nowNanos);
      if (next == null) {
        break;
      }
      get(next.getKey(), next.getValue().orElse(null), nowNanos, out);
    }
  }

  private void hold(TopicContact contact, long nowNanos) {
    contact.holdUntilNanos = nowNanos + rng.between(LAZY_MIN_NANOS, LAZY_MAX_NANOS);
  }

  private boolean isBehind(TopicContact contact) {
    return contact.seq < newestSeq() && contact.puts < PUTS_MAX;
  }

  private void lost(Call call) {
    TopicContact contact = call.id() == null ? null : table.get(call.id());
    if (contact != null && contact.endpoint.equals(call.to())) {
      contact.busy = false;
      if (++contact.failures >= FAILURES_MAX) {
        table.remove(contact.id);
        counters.increment(DhtCounter.TOPIC_CONTACTS_LOST);
      }
    }
  }

  private void rendezvous(long nowNanos, TopicEffects out) {
    boolean lonely = table.size() == 0;
    if (lonely) {
      nextRendezvousNanos = Math.min(nextRendezvousNanos, nowNanos + lonelyNanos);
    } else {
      lonelyNanos = LONELY_FIRST_NANOS;
    }
    if (nowNanos >= nextRendezvousNanos) {
      out.rendezvous(id);
      nextRendezvousNanos = nowNanos + rng.jitter(lonely ? lonelyNanos : RENDEZVOUS_NANOS, 0.2);
      lonelyNanos = Math.min(2 * lonelyNanos, LONELY_MAX_NANOS);
    }
  }

  /** Puts to a neighbour what it does not have, or asks it what it has. */
  private void attend(TopicContact contact, long nowNanos, TopicEffects out) {
    if (contact.busy || !calls.hasRoom()) {
      return;
    }
    MutableItem item = newest;
    boolean behind = isBehind(contact) && nowNanos >= contact.holdUntilNanos;
    Bytes token = nowNanos - contact.tokenNanos < TOKEN_NANOS ? contact.token : null;
    if (behind && contact.lazy) {
      ask(Kind.PROBE, contact, poll(), 0, nowNanos, out);
    } else if (item != null && behind && token != null) {
      contact.puts++;
      counters.increment(DhtCounter.TOPIC_PUTS_SENT);
      ask(Kind.PUT, contact, new Query.PutMutable(token, item, null), item.seq(), nowNanos, out);
    } else if (behind || nowNanos >= contact.nextPollNanos) {
      ask(Kind.GET, contact, poll(), 0, nowNanos, out);
    } else if (!contact.askedForNeighbours) {
      contact.askedForNeighbours = true;
      Query find = new Query.FindNode(table.self(), null);
      ask(Kind.FIND_NODE, contact, find, 0, nowNanos, out);
    }
  }

  /** Asks for subscribers in the buckets that are empty, and once more for those around us. */
  private void refresh(long nowNanos, TopicEffects out) {
    if (nowNanos < nextRefreshNanos) {
      return;
    }
    nextRefreshNanos = nowNanos + rng.jitter(REFRESH_NANOS, 0.2);
    for (int bucket = 0; bucket < table.buckets(); bucket++) {
      boolean home = bucket == table.buckets() - 1;
      if (home || table.sizeOf(bucket) == 0) {
        NodeId target =
            home ? table.self() : table.self().inBucket(NodeId.BITS - 1 - bucket, rng.nextNodeId());
        TopicContact contact = table.closest(target);
        if (contact != null && !contact.busy && calls.hasRoom()) {
          ask(Kind.FIND_NODE, contact, new Query.FindNode(target, null), 0, nowNanos, out);
        }
      }
    }
  }

  private Query poll() {
    return new Query.Get(id, newest == null ? null : newest.seq(), null);
  }

  private void get(Endpoint to, @Nullable NodeId subscriber, long nowNanos, TopicEffects out) {
    Bytes transaction = calls.begin(Kind.GET, to, subscriber, 0, nowNanos);
    out.send(to, query(transaction, poll()));
  }

  private void ask(
      Kind kind, TopicContact contact, Query query, long seq, long nowNanos, TopicEffects out) {
    contact.busy = true;
    Bytes transaction = calls.begin(kind, contact.endpoint, contact.id, seq, nowNanos);
    out.send(contact.endpoint, query(transaction, query));
  }

  private byte[] query(Bytes transaction, Query query) {
    return new KrpcQuery(transaction, table.self(), query, readOnly, id, KrpcMessage.VERSION)
        .encode();
  }

  /** When {@link #wake} is wanted at the latest. */
  long nextDeadlineNanos() {
    if (due) {
      return Long.MIN_VALUE;
    }
    long next =
        Math.min(calls.nextDeadlineNanos(), Math.min(nextRendezvousNanos, nextRefreshNanos));
    if (!calls.hasRoom()) {
      return next;
    }
    for (TopicContact contact : table.all()) {
      if (!contact.busy) {
        next = Math.min(next, contact.nextPollNanos);
        next = isBehind(contact) ? Math.min(next, contact.holdUntilNanos) : next;
      }
    }
    return next;
  }
}
