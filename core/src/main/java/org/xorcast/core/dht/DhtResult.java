package org.xorcast.core.dht;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.SignedPeer;

/** What came of a {@link DhtCommand}. */
public sealed interface DhtResult {
  /**
   * What a lookup has cost.
   *
   * @param queries questions asked
   * @param answers how many of them were answered
   * @param nanos how long it took, whatever was stored afterwards included
   */
  record Cost(int queries, int answers, long nanos) {}

  /** The node answered. */
  record Pong(NodeContact node, long rttNanos) implements DhtResult {}

  /** It cannot be done, or nobody answered. */
  record Failed(String why) implements DhtResult {}

  /** The nodes closest to the target that answered, the closest first. */
  record Nodes(List<NodeContact> closest, Cost cost) implements DhtResult {}

  /**
   * Who announced itself.
   *
   * @param seeds estimated number of those that have everything; 0 unless a scrape was asked for
   * @param downloaders estimated number of the others
   */
  record Peers(List<Endpoint> peers, double seeds, double downloaders, Cost cost)
      implements DhtResult {}

  /** The value, as encoded, null if nobody has it. */
  record Immutable(@Nullable Bytes value, Cost cost) implements DhtResult {}

  /**
   * The newest item that somebody has, null if nobody has one.
   *
   * @param holders how many nodes gave it
   */
  record Mutable(@Nullable MutableItem item, int holders, Cost cost) implements DhtResult {}

  /**
   * Where something was stored, or announced.
   *
   * @param target what it lies under
   */
  record Stored(NodeId target, List<Outcome> outcomes, Cost cost) implements DhtResult {
    /** How many nodes have it now. */
    public int count() {
      return (int) outcomes.stream().filter(Outcome::isStored).count();
    }
  }

  /**
   * What one node said to a put or an announcement.
   *
   * @param code 0 if it stored it, the error's code, or -1 if it has not answered
   */
  record Outcome(NodeContact node, long code, String message) {
    public boolean isStored() {
      return code == 0;
    }
  }

  /**
   * Keys that nodes store peers for.
   *
   * @param stored how many keys those who answered have
   */
  record Samples(List<NodeId> keys, long stored, Cost cost) implements DhtResult {}

  /** Keys that announced themselves, their signatures checked. */
  record SignedPeers(List<SignedPeer> peers, Cost cost) implements DhtResult {}
}
