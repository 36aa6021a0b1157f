package org.xorcast.core.kad;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;

/**
 * One iterative search for the peers closest to a target.
 *
 * <p>The owner asks whoever {@link #next} names and reports {@link #answered} or {@link #failed};
 * the search is {@link #isDone} when the {@code width} closest that have not failed have all
 * answered. The shortlist holds at most {@value #SHORTLIST_MAX} peers.
 */
public final class Lookup {
  static final int SHORTLIST_MAX = 200;

  private enum State {
    NEW,
    ASKED,
    ANSWERED,
    FAILED
  }

  private static final class Entry {
    final PeerRecord record;
    State state = State.NEW;

    Entry(PeerRecord record) {
      this.record = record;
    }
  }

  private final NodeId target;
  private final int width;
  private final int parallel;
  private final TreeMap<NodeId, Entry> shortlist;

  /**
   * @param width how many of the closest must have answered
   * @param parallel how many questions may be out at once
   */
  public Lookup(NodeId target, int width, int parallel) {
    this.target = target;
    this.width = width;
    this.parallel = parallel;
    this.shortlist = new TreeMap<>(target::compareDistance);
  }

  public NodeId target() {
    return target;
  }

  /** Adds a peer to the shortlist, unless it is on it. */
  public void add(PeerRecord record) {
    NodeId id = NodeId.of(record.peer());
    if (shortlist.containsKey(id)) {
      return;
    }
    shortlist.put(id, new Entry(record));
    if (shortlist.size() > SHORTLIST_MAX) {
      shortlist.pollLastEntry();
    }
  }

  public void answered(PeerId peer, List<PeerRecord> closer) {
    mark(peer, State.ANSWERED);
    closer.forEach(this::add);
  }

  public void failed(PeerId peer) {
    mark(peer, State.FAILED);
  }

  private void mark(PeerId peer, State state) {
    Entry entry = shortlist.get(NodeId.of(peer));
    if (entry != null) {
      entry.state = state;
    }
  }

  /** Whether an answer of {@code peer} is outstanding. */
  public boolean isWaitingFor(PeerId peer) {
    Entry entry = shortlist.get(NodeId.of(peer));
    return entry != null && entry.state == State.ASKED;
  }

  /** The next peer to ask, marked as asked, or null if there is nobody to ask now. */
  public @Nullable PeerRecord next() {
    int asked = 0;
    int seen = 0;
    for (Entry entry : shortlist.values()) {
      if (entry.state == State.FAILED) {
        continue;
      }
      if (entry.state == State.ASKED && ++asked >= parallel) {
        return null;
      }
      if (entry.state == State.NEW) {
        entry.state = State.ASKED;
        return entry.record;
      }
      if (++seen >= width) {
        return null;
      }
    }
    return null;
  }

  public boolean isDone() {
    int seen = 0;
    for (Entry entry : shortlist.values()) {
      if (entry.state == State.NEW || entry.state == State.ASKED) {
        return false;
      }
      if (entry.state == State.ANSWERED && ++seen >= width) {
        return true;
      }
    }
    return true;
  }

  /** Up to {@code width} peers that answered, the closest first. */
  public List<PeerRecord> result() {
    List<PeerRecord> closest = new ArrayList<>(width);
    for (Entry entry : shortlist.values()) {
      if (entry.state == State.ANSWERED && closest.size() < width) {
        closest.add(entry.record);
      }
    }
    return closest;
  }
}
