package org.xorcast.core.cast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.cast.CastMessage.OfRights;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.overlay.Neighbour;
import org.xorcast.core.overlay.OverlayCore;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.rights.RightsMessage;
import org.xorcast.core.rights.RightsMessage.Digest;
import org.xorcast.core.rights.RightsMessage.Told;
import org.xorcast.core.rights.Statement;

/**
 * Brings what the owner says to everybody.
 *
 * <p>News goes on at once to {@value #PER_BUCKET} random neighbours of every bucket: a flood in
 * which each node hears it some twenty times, so that it does not stop at a third of nodes that
 * keep it to themselves. Statements are few and small. Digests are compared with every new
 * neighbour, and with a random one each second after news, then ever less often: who was away
 * catches up.
 */
final class RightsGossip {
  private static final int PER_BUCKET = 2;
  private static final int REMEMBERED_MAX = 4096;
  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long EVERY_MAX_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  /** What came of a {@link Told}. */
  record Heard(List<Statement> news, boolean isFalse) {}

  private final Rights rights;
  private final OverlayCore overlay;
  private final CastPeers peers;
  private final Rng rng;
  private final Map<PeerId, Long> sinceNanos = new LinkedHashMap<>(0);
  private long everyNanos = EVERY_NANOS;
  private long newsNanos;
  private long atNanos = Deadlines.NEVER;

  RightsGossip(Rights rights, OverlayCore overlay, CastPeers peers, Rng rng) {
    this.rights = rights;
    this.overlay = overlay;
    this.peers = peers;
    this.rng = rng;
  }

  long nextDeadlineNanos() {
    return atNanos;
  }

  Rights rights() {
    return rights;
  }

  boolean isHere(CastPeer peer) {
    return peers.isHere(peer);
  }

  /** For how long the newest statement about a peer has been known here. */
  long knownNanos(PeerId peer, long nowNanos) {
    return nowNanos - sinceNanos.getOrDefault(peer, nowNanos);
  }

  void neighbourUp(Neighbour neighbour, long nowNanos, Effects out) {
    if (!rights.isOpen()) {
      send(neighbour, new Digest(false, rights.digest()), out);
      soon(nowNanos);
    }
  }

  void wake(long nowNanos, Effects out) {
    if (nowNanos < atNanos) {
      return;
    }
    if (nowNanos - newsNanos > QUIET_NANOS) {
      everyNanos = Math.min(2 * everyNanos, EVERY_MAX_NANOS);
    }
    atNanos = nowNanos + rng.jitter(everyNanos, 0.2);
    Neighbour partner = Exchange.anyOf(overlay.table(), rng);
    if (partner != null) {
      send(partner, new Digest(false, rights.digest()), out);
    }
  }

  private void soon(long nowNanos) {
    everyNanos = EVERY_NANOS;
    atNanos = Math.min(atNanos, nowNanos + rng.jitter(everyNanos, 0.2));
  }

  /**
   * Takes in what was said, and passes on what is new.
   *
   * @param from who said it, null for this node's own application
   */
  Heard hear(Told told, @Nullable Neighbour from, long nowNanos, Effects out) {
    List<Statement> news = new ArrayList<>();
    boolean isFalse = false;
    for (Statement statement : told.statements()) {
      switch (rights.learn(statement, told.forAll())) {
        case NEWS -> news.add(statement);
        case FALSE -> isFalse = true;
        case OLD -> {}
      }
    }
    news(news, from, nowNanos, out);
    return new Heard(news, isFalse);
  }

  private void news(List<Statement> news, @Nullable Neighbour from, long nowNanos, Effects out) {
    for (Statement statement : news) {
      sinceNanos.remove(statement.peer());
      sinceNanos.put(statement.peer(), nowNanos);
      if (sinceNanos.size() > REMEMBERED_MAX) {
        sinceNanos.remove(sinceNanos.keySet().iterator().next());
      }
    }
    List<Statement> forAll = news.stream().filter(rights::isTold).toList();
    if (forAll.isEmpty()) {
      return;
    }
    newsNanos = nowNanos;
    soon(nowNanos);
    for (Neighbour neighbour : someOfEachBucket()) {
      if (neighbour != from) {
        send(neighbour, new Told(true, forAll), out);
      }
    }
  }

  private Set<Neighbour> someOfEachBucket() {
    RoutingTable<Neighbour> table = overlay.table();
    Set<Neighbour> some = new LinkedHashSet<>();
    for (int bucket = table.lowestBucket(); bucket < NodeId.BITS; bucket++) {
      List<Neighbour> members = table.bucket(bucket);
      for (int i = 0; i < PER_BUCKET && !members.isEmpty(); i++) {
        some.add(members.get(rng.nextInt(members.size())));
      }
    }
    return some;
  }

  /** Tells what the other may lack; if that tells it nothing, its own answer does so here. */
  void onDigest(Neighbour from, Digest digest, Effects out) {
    if (rights.isOpen() || digest.hashes().equals(rights.digest())) {
      return;
    }
    List<Statement> lacked = rights.lackedBy(digest.hashes());
    for (int at = 0; at < lacked.size(); at += RightsMessage.STATEMENTS_MAX) {
      int to = Math.min(lacked.size(), at + RightsMessage.STATEMENTS_MAX);
      send(from, new Told(true, lacked.subList(at, to)), out);
    }
    if (!digest.answer()) {
      send(from, new Digest(true, rights.digest()), out);
    }
  }

  /** Shows what is known of a peer's right. */
  void show(Neighbour to, PeerId peer, Effects out) {
    Statement known = rights.of(peer);
    if (known != null) {
      send(to, new Told(rights.isTold(known), List.of(known)), out);
    }
  }

  void answer(CastPeer to, CastMessage message, Effects out) {
    peers.send(to, message, out);
  }

  void send(Neighbour to, RightsMessage message, Effects out) {
    peers.send(to, new OfRights(message), out);
  }
}
