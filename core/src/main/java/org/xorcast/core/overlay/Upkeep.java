package org.xorcast.core.overlay;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.kad.ReplacementCache.Candidate;
import org.xorcast.core.kad.RoutingTable;

/**
 * Keeps the table full: dials candidates of thin buckets, looks up ids where there are too few, and
 * the own id again and again, ever less often as long as nothing changes.
 */
final class Upkeep {
  private static final long EVERY_MIN_NANOS = Duration.ofMillis(200).toNanos();
  private static final long EVERY_MAX_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long REFRESH_MAX_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int LOOKUP_WIDTH = 8;

  /** Buckets this far below the lowest one with a neighbour in it may have candidates. */
  private static final int BELOW_LOWEST = 2;

  /** When a bucket, or the own neighbourhood, is looked up next. */
  private static final class Refresh {
    long notBeforeNanos;
    long everyNanos;

    Refresh(long notBeforeNanos, long everyNanos) {
      this.notBeforeNanos = notBeforeNanos;
      this.everyNanos = everyNanos;
    }
  }

  private final OverlayConfig config;
  private final RoutingTable<Neighbour> table;
  private final Links links;
  private final Dialler dialler;
  private final Finder finder;
  private final Rng rng;
  private final Map<Integer, Refresh> refreshes = new LinkedHashMap<>();
  private final Refresh selfRefresh;
  private long everyNanos = EVERY_MIN_NANOS;
  private long atNanos = Deadlines.NEVER;

  /** Buckets are not looked up before, unless a neighbour was lost there. */
  private long refreshedUntilNanos;

  Upkeep(
      OverlayConfig config,
      RoutingTable<Neighbour> table,
      Links links,
      Dialler dialler,
      Finder finder,
      Rng rng) {
    this.config = config;
    this.table = table;
    this.links = links;
    this.dialler = dialler;
    this.finder = finder;
    this.rng = rng;
    this.selfRefresh = new Refresh(0, config.refreshNanos());
  }

  long nextDeadlineNanos() {
    return atNanos;
  }

  boolean isDue(long nowNanos) {
    return nowNanos >= atNanos;
  }

  void now(long nowNanos) {
    atNanos = nowNanos;
  }

  /** Something changed: look after the table soon and often again. */
  void hurry(long nowNanos) {
    everyNanos = EVERY_MIN_NANOS;
    atNanos = Math.min(atNanos, nowNanos + rng.jitter(EVERY_MIN_NANOS, 0.5));
  }

  /** A neighbour of this bucket is lost; somebody else may be found there at once. */
  void lost(int bucket) {
    refreshes.put(bucket, new Refresh(0, config.refreshNanos()));
  }

  /** Another part of the network is back: the own place has other neighbours now. */
  void healed(long nowNanos) {
    selfRefresh.notBeforeNanos = Math.min(selfRefresh.notBeforeNanos, nowNanos);
    selfRefresh.everyNanos = config.refreshNanos();
    hurry(nowNanos);
  }

  /** Others are said to belong to the group: dials them, or asks one who is close to this node. */
  void meet(List<PeerRecord> strangers, long nowNanos, Effects out) {
    if (links.neighbourCount() == 0) {
      now(nowNanos);
    } else if (finder.hasRoom()) {
      PeerRecord stranger = strangers.get(rng.nextInt(strangers.size()));
      finder.search(table.self(), LOOKUP_WIDTH, List.of(stranger), nowNanos, out);
    }
    hurry(nowNanos);
  }

  /** The table comes from a driver who has filled it: nothing is to be looked up for a while. */
  void adopted(long nowNanos) {
    everyNanos = EVERY_MAX_NANOS;
    atNanos = Math.min(atNanos, nowNanos + rng.jitter(everyNanos, 0.3));
    refreshedUntilNanos = nowNanos + rng.jitter(config.refreshNanos(), 0.2);
    selfRefresh.notBeforeNanos = refreshedUntilNanos;
  }

  /** Does what is to be done now, and says when to come back. */
  void run(long nowNanos, Effects out) {
    boolean busy;
    if (links.neighbourCount() == 0) {
      busy = seekEntry(nowNanos, out);
    } else {
      dialler.dialBootstraps(links.remotes(), nowNanos, out);
      busy = lookUpSelf(nowNanos, out);
      busy |= fillBuckets(nowNanos, out);
    }
    everyNanos = busy ? EVERY_MIN_NANOS : Math.min(2 * everyNanos, EVERY_MAX_NANOS);
    atNanos = nowNanos + rng.jitter(everyNanos, 0.3);
  }

  /** Nobody is linked yet: try every way in. */
  private boolean seekEntry(long nowNanos, Effects out) {
    dialler.dialBootstraps(List.of(), nowNanos, out);
    for (Candidate candidate : dialler.ready(nowNanos)) {
      dialler.dial(candidate.record(), nowNanos, out);
    }
    return dialler.hasBootstraps() && nowNanos + EVERY_MIN_NANOS > dialler.nextBootstrapNanos();
  }

  private boolean lookUpSelf(long nowNanos, Effects out) {
    NodeId self = table.self();
    if (nowNanos < selfRefresh.notBeforeNanos || finder.isRunning(self) || !finder.hasRoom()) {
      return false;
    }
    lookUp(self, selfRefresh, nowNanos, out);
    return true;
  }

  private boolean fillBuckets(long nowNanos, Effects out) {
    boolean busy = false;
    int target = Math.min(config.bucketTarget(), config.bucketSize());
    int lowest = Math.max(0, table.lowestBucket() - BELOW_LOWEST);
    for (int index = NodeId.BITS - 1; index >= lowest; index--) {
      int wanted = target - table.sizeOf(index);
      if (wanted <= 0) {
        continue;
      }
      for (Candidate candidate : dialler.candidates().ready(index, nowNanos)) {
        PeerId peer = candidate.record().peer();
        if (wanted > 0
            && links.pending(peer) == null
            && links.neighbour(peer) == null
            && links.mayBeSeated(candidate.record(), index)) {
          busy |= dialler.dial(candidate.record(), nowNanos, out);
          wanted--;
        }
      }
      if (wanted > 0 && reachesBeyondOwnNeighbourhood(index)) {
        busy |= refresh(index, nowNanos, out);
      }
    }
    return busy;
  }

  /** What lies in the closest buckets is found by looking up the own id already. */
  private boolean reachesBeyondOwnNeighbourhood(int index) {
    int closer = 0;
    for (int i = table.lowestBucket(); i <= index; i++) {
      closer += table.sizeOf(i);
    }
    return closer >= config.bucketSize();
  }

  private boolean refresh(int index, long nowNanos, Effects out) {
    Refresh refresh = refreshes.get(index);
    long notBeforeNanos = refresh == null ? refreshedUntilNanos : refresh.notBeforeNanos;
    if (nowNanos < notBeforeNanos || !finder.hasRoom()) {
      return false;
    }
    if (refresh == null) {
      refresh = new Refresh(notBeforeNanos, config.refreshNanos());
      refreshes.put(index, refresh);
    }
    lookUp(table.self().inBucket(index, rng.nextNodeId()), refresh, nowNanos, out);
    return true;
  }

  private void lookUp(NodeId target, Refresh refresh, long nowNanos, Effects out) {
    refresh.notBeforeNanos = nowNanos + rng.jitter(refresh.everyNanos, 0.2);
    refresh.everyNanos =
        Math.max(refresh.everyNanos, Math.min(2 * refresh.everyNanos, REFRESH_MAX_NANOS));
    List<Neighbour> first = table.closest(target, config.bucketSize());
    finder.start(target, LOOKUP_WIDTH, first, nowNanos, out);
  }
}
