package org.xorcast.core.overlay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;

/**
 * Neighbours that fell silent without goodbye: dead, or behind a cut that will heal.
 *
 * <p>Each half of a network that was cut in two fills its tables from its own side and would never
 * look for the other again. So a node dials a random one of those it lost, whatever its table is
 * like: one a second at first, less often the longer nobody has been lost, since who has been cut
 * off for an hour can wait a minute. All nodes together find a healed cut within moments.
 *
 * <p>Whoever answers is followed by {@value #AFTER_ONE_RETURNS} more attempts at once: if a cut has
 * healed, all come back within a few round trips; if a single machine was restarted, it ends there.
 */
final class LostNeighbours {
  static final int LOST_MAX = 64;

  private static final int AFTER_ONE_RETURNS = 4;
  private static final long PAUSE_MIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long PAUSE_MAX_NANOS = Duration.ofSeconds(60).toNanos();

  /** The pause is this part of the time since the latest loss. */
  private static final int PAUSE_PART = 32;

  private static final long FORGET_NANOS = Duration.ofHours(1).toNanos();

  private final Links links;
  private final Dialler dialler;
  private final Rng rng;
  private final Map<PeerId, PeerRecord> lost = new LinkedHashMap<>();
  private long lossNanos;
  private long returnNanos = -PAUSE_MIN_NANOS;
  private long atNanos = Deadlines.NEVER;

  LostNeighbours(Links links, Dialler dialler, Rng rng) {
    this.links = links;
    this.dialler = dialler;
    this.rng = rng;
  }

  long nextDeadlineNanos() {
    return atNanos;
  }

  /** A neighbour has fallen silent. */
  void add(PeerRecord record, long nowNanos) {
    if (lost.size() >= LOST_MAX && !lost.containsKey(record.peer())) {
      lost.remove(any().peer());
    }
    lost.put(record.peer(), record);
    lossNanos = nowNanos;
    atNanos = Math.min(atNanos, nowNanos + rng.jitter(PAUSE_MIN_NANOS, 0.5));
  }

  private PeerRecord any() {
    List<PeerRecord> records = new ArrayList<>(lost.values());
    return records.get(rng.nextInt(records.size()));
  }

  /**
   * A neighbour has come.
   *
   * @return whether it is one of several lost ones that came back within a second: a cut has healed
   */
  boolean returned(PeerId peer, long nowNanos, Effects out) {
    if (lost.remove(peer) == null) {
      return false;
    }
    boolean healed = nowNanos - returnNanos < PAUSE_MIN_NANOS;
    returnNanos = nowNanos;
    redial(AFTER_ONE_RETURNS, out);
    return healed;
  }

  void wake(long nowNanos, Effects out) {
    if (nowNanos < atNanos) {
      return;
    }
    if (nowNanos - lossNanos > FORGET_NANOS) {
      lost.clear();
    }
    redial(1, out);
    long pause = Math.clamp((nowNanos - lossNanos) / PAUSE_PART, PAUSE_MIN_NANOS, PAUSE_MAX_NANOS);
    atNanos = lost.isEmpty() ? Deadlines.NEVER : nowNanos + rng.jitter(pause, 0.2);
  }

  private void redial(int count, Effects out) {
    List<PeerRecord> left = new ArrayList<>(lost.values());
    for (int dialled = 0; dialled < count && !left.isEmpty() && dialler.hasRoom(); ) {
      PeerRecord record = left.remove(rng.nextInt(left.size()));
      PeerId peer = record.peer();
      if (links.neighbour(peer) == null
          && links.pending(peer) == null
          && record.isReachable()
          && dialler.redial(record, out)) {
        dialled++;
      }
    }
  }
}
