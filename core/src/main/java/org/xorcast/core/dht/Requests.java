package org.xorcast.core.dht;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.Query;

/**
 * The questions that are out. A reply counts only with the transaction of one and from the address
 * that was asked. Not thread-safe.
 */
final class Requests {
  /** A question without answer is given up. A late answer until then is still of use. */
  static final long TIMEOUT_NANOS = Duration.ofSeconds(5).toNanos();

  private static final int IN_FLIGHT_MAX = 512;
  private static final long FULL_WAIT_NANOS = Duration.ofMillis(100).toNanos();

  private final DhtConfig config;
  private final DhtTables tables;
  private final DhtCounters counters;
  private final Rng rng;
  private final OutboundLimiter limiter;
  private final Latencies latencies = new Latencies();
  private final Map<Bytes, Request> byTransaction = new LinkedHashMap<>();
  private long nextNanos = Deadlines.NEVER;
  private boolean readOnly;

  Requests(DhtConfig config, DhtTables tables, DhtCounters counters, Rng rng) {
    this.config = config;
    this.tables = tables;
    this.counters = counters;
    this.rng = rng;
    limiter = new OutboundLimiter(config.isLocal(), counters);
  }

  /** BEP 43: whether our questions say that we answer none. */
  void setReadOnly(boolean on) {
    readOnly = on;
  }

  /**
   * Asks.
   *
   * @param expected whose answer counts, null for anybody's who lives there
   * @return 0 if the question is out, else how long it has to wait
   */
  long ask(
      Endpoint to,
      @Nullable NodeId expected,
      Query query,
      Request.Asker asker,
      long nowNanos,
      DhtEffects out) {
    long wait =
        byTransaction.size() >= IN_FLIGHT_MAX ? FULL_WAIT_NANOS : limiter.waitNanos(to, nowNanos);
    if (wait > 0) {
      counters.increment(DhtCounter.HELD_BACK);
      return wait;
    }
    Bytes transaction = newTransaction();
    DhtNode node = expected == null ? null : tables.get(expected);
    long patience = node == null ? latencies.stallNanos() : latencies.stallNanos(node.rttNanos());
    Request request = new Request(transaction, to, expected, asker, nowNanos, nowNanos + patience);
    byTransaction.put(transaction, request);
    nextNanos = Math.min(nextNanos, request.dueNanos());
    if (node != null) {
      node.asked(nowNanos);
    }
    counters.increment(DhtCounter.QUERIES_SENT);
    KrpcQuery message =
        new KrpcQuery(transaction, tables.self(), query, readOnly, null, KrpcMessage.VERSION);
    out.send(to, message.encode());
    return 0;
  }

  /** Four bytes, as aria2 has it: nobody who cannot see the question guesses them. */
  private Bytes newTransaction() {
    long random = rng.nextLong();
    byte[] bytes = {
      (byte) (random >>> 24), (byte) (random >>> 16), (byte) (random >>> 8), (byte) random
    };
    return Bytes.wrap(bytes);
  }

  /** Those of {@code contacts} that may be asked at all. */
  List<NodeContact> plausible(List<NodeContact> contacts) {
    List<NodeContact> plausible = new ArrayList<>(contacts.size());
    for (NodeContact contact : contacts) {
      if (reaches(contact.endpoint()) && !contact.nodeId().equals(tables.self())) {
        plausible.add(contact);
      }
    }
    return plausible;
  }

  private boolean reaches(Endpoint endpoint) {
    boolean family = endpoint.isIpv6() ? config.ipv6() : config.ipv4();
    return family && config.policy().allows(endpoint) && !config.own().contains(endpoint);
  }

  /** Whether this node has asked somebody at that address lately. */
  boolean hasAsked(Endpoint endpoint) {
    return limiter.hasAsked(endpoint);
  }

  /** Takes out the question that something from {@code sender} replies to, null if to none. */
  @Nullable Request take(Bytes transaction, Endpoint sender, long nowNanos) {
    Request request = byTransaction.get(transaction);
    if (request == null || !request.to().equals(sender)) {
      return null;
    }
    byTransaction.remove(transaction);
    latencies.add(nowNanos - request.sentNanos());
    return request;
  }

  /** Tells all whose answers are late or will not come any more; returns the latter. */
  List<Request> expire(long nowNanos, DhtEffects out) {
    if (nowNanos < nextNanos) {
      return List.of();
    }
    List<Request> late = new ArrayList<>();
    List<Request> over = new ArrayList<>();
    for (Request request : byTransaction.values()) {
      if (request.dueNanos() <= nowNanos) {
        (request.isStalled() ? over : late).add(request);
      }
    }
    over.forEach(request -> byTransaction.remove(request.transaction()));
    late.forEach(Request::stall);
    nextNanos = Deadlines.NEVER;
    byTransaction.values().forEach(r -> nextNanos = Math.min(nextNanos, r.dueNanos()));
    late.forEach(request -> request.asker().stalled(request, nowNanos, out));
    for (Request request : over) {
      counters.increment(DhtCounter.QUERIES_TIMED_OUT);
      request.asker().failed(request, 0, "no answer", nowNanos, out);
    }
    return over;
  }

  long nextDeadlineNanos() {
    return nextNanos;
  }
}
