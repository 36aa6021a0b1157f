package org.xorcast.core.kad;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;

/**
 * Known peers that are not in the table, by the bucket they would fill.
 *
 * <p>Each bucket keeps at most {@value #PER_BUCKET}; when one more comes, the one that failed most
 * often goes, among equals the one that has waited longest. Not thread-safe.
 */
public final class ReplacementCache {
  static final int PER_BUCKET = 32;

  /** A peer that may be dialled. */
  public static final class Candidate {
    private PeerRecord record;
    private int failures;
    private long notBeforeNanos;

    private Candidate(PeerRecord record) {
      this.record = record;
    }

    public PeerRecord record() {
      return record;
    }

    public int failures() {
      return failures;
    }

    /** It was not reached: not to be dialled again before {@code whenNanos}. */
    public void failUntil(long whenNanos) {
      failures++;
      notBeforeNanos = whenNanos;
    }

    /** Not to be dialled before {@code whenNanos}, though it did nothing wrong. */
    public void postponeUntil(long whenNanos) {
      notBeforeNanos = whenNanos;
    }

    public boolean isReady(long nowNanos) {
      return nowNanos >= notBeforeNanos && record.isReachable();
    }
  }

  private final NodeId self;
  private final Map<Integer, Map<PeerId, Candidate>> buckets = new LinkedHashMap<>();

  public ReplacementCache(NodeId self) {
    this.self = self;
  }

  /** Remembers a verified record; an older record of the same peer is replaced. */
  public void offer(PeerRecord record) {
    int index = self.bucketIndex(NodeId.of(record.peer()));
    if (index < 0) {
      return;
    }
    Map<PeerId, Candidate> bucket = buckets.computeIfAbsent(index, i -> new LinkedHashMap<>());
    Candidate known = bucket.get(record.peer());
    if (known == null) {
      bucket.put(record.peer(), new Candidate(record));
      if (bucket.size() > PER_BUCKET) {
        evict(bucket);
      }
    } else if (record.isNewerThan(known.record)) {
      known.record = record;
      known.failures = 0;
      known.notBeforeNanos = 0;
    }
  }

  private static void evict(Map<PeerId, Candidate> bucket) {
    Candidate worst = null;
    for (Candidate candidate : bucket.values()) {
      if (worst == null || candidate.failures > worst.failures) {
        worst = candidate;
      }
    }
    if (worst != null) {
      bucket.remove(worst.record.peer());
    }
  }

  public @Nullable Candidate get(PeerId peer) {
    Map<PeerId, Candidate> bucket = buckets.get(self.bucketIndex(NodeId.of(peer)));
    return bucket == null ? null : bucket.get(peer);
  }

  public void remove(PeerId peer) {
    Map<PeerId, Candidate> bucket = buckets.get(self.bucketIndex(NodeId.of(peer)));
    if (bucket != null) {
      bucket.remove(peer);
    }
  }

  /** The candidates of bucket {@code index} that may be dialled now, fewest failures first. */
  public List<Candidate> ready(int index, long nowNanos) {
    Map<PeerId, Candidate> bucket = buckets.get(index);
    if (bucket == null || bucket.isEmpty()) {
      return List.of();
    }
    List<Candidate> ready = new ArrayList<>();
    for (Candidate candidate : bucket.values()) {
      if (candidate.isReady(nowNanos)) {
        ready.add(candidate);
      }
    }
    ready.sort((a, b) -> Integer.compare(a.failures, b.failures));
    return ready;
  }

  public boolean isEmpty() {
    for (Map<PeerId, Candidate> bucket : buckets.values()) {
      if (!bucket.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** All records, in no particular order that matters. */
  public List<PeerRecord> records() {
    List<PeerRecord> records = new ArrayList<>();
    for (int index = 0; index < NodeId.BITS; index++) {
      Map<PeerId, Candidate> bucket = buckets.get(index);
      if (bucket != null) {
        bucket.values().forEach(candidate -> records.add(candidate.record));
      }
    }
    return records;
  }
}
