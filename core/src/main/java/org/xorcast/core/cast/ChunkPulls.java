package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.PeerId;

/**
 * Which missing chunks of a message that came to a halt were asked of whom.
 *
 * <p>At most {@value #OUT_MAX} chunks are out at a time, shared among {@value #SHARES} peers, those
 * first who were not asked in vain. A chunk is asked of somebody else when its peer has sent
 * nothing of the message for a while; one that sends slowly, but does, is waited for.
 */
final class ChunkPulls {
  static final int OUT_MAX = 16;
  static final int SHARES = 4;

  /** Somebody who was asked. */
  private static final class Asked {
    long lastNanos;
    int inVain;
  }

  private final @Nullable Asked[] askedOf;
  private final Map<PeerId, Asked> asked = new LinkedHashMap<>();

  ChunkPulls(int chunks) {
    askedOf = new @Nullable Asked[chunks];
  }

  /** A chunk has come from {@code peer}. */
  void arrived(PeerId peer, long nowNanos) {
    Asked source = asked.get(peer);
    if (source != null) {
      source.inVain = 0;
      source.lastNanos = nowNanos;
    }
  }

  /** Whether {@code peer} was the one asked for {@code chunk}, which is free for others then. */
  boolean refused(PeerId peer, int chunk) {
    Asked source = asked.get(peer);
    if (source == null || askedOf[chunk] != source) {
      return false;
    }
    askedOf[chunk] = null;
    return true;
  }

  /** The missing chunks that are to be asked for now. */
  BitSet due(BitSet missing, long patienceNanos, long nowNanos) {
    BitSet due = new BitSet();
    int out = 0;
    for (int chunk = missing.nextSetBit(0); chunk >= 0; chunk = missing.nextSetBit(chunk + 1)) {
      Asked source = askedOf[chunk];
      if (source != null && nowNanos - source.lastNanos < patienceNanos) {
        out++;
      } else if (due.cardinality() < OUT_MAX) {
        due.set(chunk);
      }
    }
    while (due.cardinality() + out > OUT_MAX && !due.isEmpty()) {
      due.clear(due.length() - 1);
    }
    return due;
  }

  /** Up to {@value #SHARES} of {@code holders}: those asked in vain least often, else by chance. */
  List<CastPeer> choose(List<CastPeer> holders, Rng rng) {
    List<CastPeer> left = new ArrayList<>(holders);
    List<CastPeer> chosen = new ArrayList<>(SHARES);
    while (chosen.size() < SHARES && !left.isEmpty()) {
      int best = rng.nextInt(left.size());
      for (int i = 0; i < left.size(); i++) {
        if (inVain(left.get(i)) < inVain(left.get(best))) {
          best = i;
        }
      }
      chosen.add(left.remove(best));
    }
    return chosen;
  }

  private int inVain(CastPeer peer) {
    Asked source = asked.get(peer.neighbour.peer());
    return source == null ? 0 : source.inVain;
  }

  /** {@code peer} is asked for these chunks now. */
  void ask(CastPeer peer, BitSet chunks, long nowNanos) {
    Asked source = asked.computeIfAbsent(peer.neighbour.peer(), id -> new Asked());
    source.inVain++;
    source.lastNanos = nowNanos;
    chunks.stream().forEach(chunk -> askedOf[chunk] = source);
  }
}
