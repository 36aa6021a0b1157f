package org.xorcast.core.overlay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Note;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.kad.ReplacementCache;
import org.xorcast.core.kad.ReplacementCache.Candidate;

/**
 * Whom to dial, where, and when again: bootstrap addresses and known peers, with backoff.
 *
 * <p>A peer is tried everywhere at once; when that has failed it rests 1 s, 2 s, 4 s up to 60 s,
 * and is forgotten after {@value #FAILURES_MAX} times. Bootstrap addresses are never forgotten.
 */
final class Dialler {
  static final int FAILURES_MAX = 5;

  private static final long BACKOFF_MIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long BACKOFF_MAX_NANOS = Duration.ofSeconds(60).toNanos();

  /** Who is full lives, and makes room for newcomers all the time. */
  private static final long FULL_REST_NANOS = Duration.ofSeconds(8).toNanos();

  /** A configured address whose owner is not known until it answers. */
  private static final class Bootstrap {
    final Endpoint endpoint;
    boolean dialling;
    int failures;
    long notBeforeNanos;

    Bootstrap(Endpoint endpoint) {
      this.endpoint = endpoint;
    }
  }

  private final OverlayConfig config;
  private final Counters counters;
  private final ReplacementCache candidates;
  private final Map<Endpoint, Bootstrap> bootstraps = new LinkedHashMap<>();
  private final Set<PeerId> dialling = new LinkedHashSet<>();

  Dialler(NodeId self, OverlayConfig config, Counters counters) {
    this.config = config;
    this.counters = counters;
    this.candidates = new ReplacementCache(self);
  }

  void addBootstrap(Endpoint endpoint) {
    bootstraps.put(endpoint, new Bootstrap(endpoint));
  }

  boolean hasBootstraps() {
    return !bootstraps.isEmpty();
  }

  /** Whether there is anybody to join through. */
  boolean hasWayIn() {
    return hasBootstraps() || !candidates.isEmpty();
  }

  ReplacementCache candidates() {
    return candidates;
  }

  boolean hasRoom() {
    return dialling.size() < config.dialsMax();
  }

  /** Dials every bootstrap address that has rested and that {@code linked} does not contain. */
  void dialBootstraps(List<Endpoint> linked, long nowNanos, Effects out) {
    for (Bootstrap bootstrap : bootstraps.values()) {
      if (!bootstrap.dialling
          && nowNanos >= bootstrap.notBeforeNanos
          && !linked.contains(bootstrap.endpoint)) {
        bootstrap.dialling = true;
        counters.increment(Counter.DIALS);
        out.dial(bootstrap.endpoint);
      }
    }
  }

  /** Dials an address whose owner is not known, once. */
  void dialStranger(Endpoint endpoint, Effects out) {
    if (!bootstraps.containsKey(endpoint)) {
      counters.increment(Counter.DIALS);
      out.dial(endpoint);
    }
  }

  /** When a bootstrap address has rested enough to be tried again. */
  long nextBootstrapNanos() {
    long next = Long.MAX_VALUE;
    for (Bootstrap bootstrap : bootstraps.values()) {
      if (!bootstrap.dialling) {
        next = Math.min(next, bootstrap.notBeforeNanos);
      }
    }
    return next;
  }

  /**
   * Dials a peer if it may be dialled now.
   *
   * @return whether a dial to it is under way
   */
  boolean dial(PeerRecord record, long nowNanos, Effects out) {
    if (dialling.contains(record.peer())) {
      return true;
    }
    candidates.offer(record);
    Candidate candidate = candidates.get(record.peer());
    if (!hasRoom() || candidate == null || !candidate.isReady(nowNanos)) {
      return false;
    }
    return redial(candidate.record(), out);
  }

  /**
   * Dials a peer, however little it has rested.
   *
   * @return whether that was possible and not under way already
   */
  boolean redial(PeerRecord record, Effects out) {
    if (!hasRoom() || !dialling.add(record.peer())) {
      return false;
    }
    counters.increment(Counter.DIALS);
    out.dial(record);
    return true;
  }

  /** A dial succeeded as far as the transport is concerned. */
  void linkUp(PeerId peer, Endpoint remote) {
    dialling.remove(peer);
    Bootstrap bootstrap = bootstraps.get(remote);
    if (bootstrap != null) {
      bootstrap.dialling = false;
    }
  }

  /** The peer behind {@code remote} became a neighbour, or turned out to be this node itself. */
  void settled(PeerId peer, Endpoint remote, long nowNanos) {
    Bootstrap bootstrap = bootstraps.get(remote);
    if (bootstrap != null) {
      bootstrap.failures = 0;
      bootstrap.notBeforeNanos = nowNanos + BACKOFF_MAX_NANOS;
    }
    candidates.remove(peer);
  }

  /** A dial, or the HELLO after it, failed. */
  void failed(
      Endpoint to, @Nullable PeerId expected, CloseReason reason, long nowNanos, Effects out) {
    counters.increment(Counter.DIALS_FAILED);
    Bootstrap bootstrap = bootstraps.get(to);
    if (bootstrap != null && (expected == null || !dialling.contains(expected))) {
      bootstrap.dialling = false;
      long rest = backoffNanos(bootstrap.failures++);
      if (reason == CloseReason.FULL) {
        rest = Math.min(rest, FULL_REST_NANOS);
      }
      bootstrap.notBeforeNanos = nowNanos + rest;
      out.log(new Note.JoinFailed(to, reason, rest / 1_000_000));
    }
    if (expected == null) {
      return;
    }
    dialling.remove(expected);
    if (reason == CloseReason.NOT_SUBSCRIBED) {
      candidates.remove(expected); // It announces itself when it is back.
    }
    Candidate candidate = candidates.get(expected);
    if (candidate == null) {
      return;
    }
    candidate.failUntil(nowNanos + backoffNanos(candidate.failures()));
    if (candidate.failures() >= FAILURES_MAX) {
      candidates.remove(expected);
    }
  }

  private static long backoffNanos(int failures) {
    return Math.min(BACKOFF_MAX_NANOS, BACKOFF_MIN_NANOS << Math.min(failures, 10));
  }

  /** Candidates of all buckets that may be dialled now, far buckets first. */
  List<Candidate> ready(long nowNanos) {
    List<Candidate> ready = new ArrayList<>();
    for (int index = NodeId.BITS - 1; index >= 0; index--) {
      ready.addAll(candidates.ready(index, nowNanos));
    }
    return ready;
  }
}
