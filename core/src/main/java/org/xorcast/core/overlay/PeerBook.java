package org.xorcast.core.overlay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.kad.ReplacementCache;
import org.xorcast.core.kad.ReplacementCache.Candidate;
import org.xorcast.core.wire.PeerRecordCodec;

/**
 * The peer records that this node believes: those of neighbours and those of candidates, all with a
 * checked signature. A record that is known already is not checked again.
 */
final class PeerBook {
  private final PeerId self;
  private final Verifier verifier;
  private final Links links;
  private final ReplacementCache candidates;
  private final Banned banned;
  private final Counters counters;

  PeerBook(
      PeerId self,
      Verifier verifier,
      Links links,
      ReplacementCache candidates,
      Banned banned,
      Counters counters) {
    this.self = self;
    this.verifier = verifier;
    this.links = links;
    this.candidates = candidates;
    this.banned = banned;
    this.counters = counters;
  }

  boolean isGenuine(PeerRecord record) {
    if (PeerRecordCodec.verify(record, verifier)) {
      return true;
    }
    counters.increment(Counter.BAD_PEER_RECORDS);
    return false;
  }

  /** Takes in a neighbour's own record if it is newer. */
  void update(Neighbour neighbour, PeerRecord record) {
    if (record.peer().equals(neighbour.peer())
        && record.isNewerThan(neighbour.record())
        && isGenuine(record)) {
      neighbour.update(record);
    }
  }

  /** Takes in somebody's record if it is genuine and news; returns the one that now counts. */
  @Nullable PeerRecord learn(PeerRecord record) {
    if (record.peer().equals(self) || banned.contains(record.peer())) {
      return null;
    }
    Neighbour neighbour = links.neighbour(record.peer());
    if (neighbour != null) {
      update(neighbour, record);
      return neighbour.record();
    }
    Candidate candidate = candidates.get(record.peer());
    if (candidate != null && !record.isNewerThan(candidate.record())) {
      return candidate.record();
    }
    if (!isGenuine(record)) {
      return null;
    }
    candidates.offer(record);
    return record;
  }

  /** Records worth keeping for the next start: neighbours first, then candidates. */
  List<PeerRecord> all() {
    List<PeerRecord> records = new ArrayList<>();
    links.neighbours().forEach(neighbour -> records.add(neighbour.record()));
    records.addAll(candidates.records());
    return records;
  }
}
