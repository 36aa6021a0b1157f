package org.xorcast.core.dht;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.kad.RoutingTable;
import org.xorcast.core.krpc.NodeContact;

/**
 * The nodes of one address family that have proved themselves: each has answered a question of ours
 * from the address and under the id that it stands here with. Nothing else brings anybody in,
 * however often he calls (libtorrent 2.0.8 takes who calls twice, and passes him on).
 *
 * <p>A bucket has room for 8, the far ones for 128, 64, 32 and 16, as libtorrent has it. An address
 * has one place, and of a /24 (/64) one node is in a bucket, so that nobody fills it from one
 * machine. Old nodes stay; a newcomer takes the place of one that fails, or is much slower, or
 * waits in line behind them. Not thread-safe.
 */
final class DhtTable {
  /** Nodes of a bucket, but for the far ones. */
  static final int BUCKET_SIZE = 8;

  /** Who has not answered so often in a row is named to nobody. */
  static final int FAILURES_DOUBTFUL = 2;

  /** And goes as soon as another one is there. */
  private static final int FAILURES_BAD = 3;

  /** And goes in any case. */
  private static final int FAILURES_GONE = 6;

  private static final int WAITING_MAX = 8;

  /** A newcomer that is so much quicker takes the place of an old one. */
  private static final double MUCH_QUICKER = 2.5;

  private static final long FRESH_NANOS = Duration.ofMinutes(15).toNanos();

  private final NodeId self;
  private final boolean oneForEachAddress;
  private final RoutingTable<DhtNode> nodes;
  private final Map<Endpoint, NodeId> byEndpoint = new LinkedHashMap<>();
  private final Map<Bytes, Integer> byAddress = new LinkedHashMap<>();
  private final Map<Integer, ArrayDeque<NodeContact>> waiting = new LinkedHashMap<>();

  /**
   * @param oneForEachAddress whether an address has one place only; not on a machine or in a local
   *     network of one's own
   */
  DhtTable(NodeId self, boolean oneForEachAddress) {
    this.self = self;
    this.oneForEachAddress = oneForEachAddress;
    this.nodes = new RoutingTable<>(self, DhtTable::room);
  }

  private static int room(int bucket) {
    int depth = NodeId.BITS - 1 - bucket;
    return Math.max(BUCKET_SIZE, 128 >> Math.min(depth, 30));
  }

  int size() {
    return nodes.size();
  }

  List<DhtNode> all() {
    return nodes.all();
  }

  @Nullable DhtNode get(NodeId id) {
    return nodes.get(id);
  }

  /** Whether a node with this id would find a place, or a better one than who has it. */
  boolean wants(NodeContact contact) {
    int bucket = self.bucketIndex(contact.nodeId());
    if (bucket < 0 || nodes.get(contact.nodeId()) != null || !isAllowed(contact, bucket)) {
      return false;
    }
    if (!nodes.isFull(bucket)) {
      return true;
    }
    for (DhtNode node : nodes.bucket(bucket)) {
      if (node.failures() >= FAILURES_DOUBTFUL) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a node is closer to this one than the closest that it knows: it should know all there.
   */
  boolean isNear(NodeContact contact) {
    List<DhtNode> closest = nodes.closest(self, BUCKET_SIZE);
    return closest.size() < BUCKET_SIZE
        || self.compareDistance(contact.nodeId(), closest.getLast().nodeId()) < 0;
  }

  private boolean isAllowed(NodeContact contact, int bucket) {
    if (!oneForEachAddress) {
      return true;
    }
    Bytes ip = contact.endpoint().ip();
    if (byAddress.containsKey(ip)) {
      return false;
    }
    Bytes block = Blocks.of(ip);
    for (DhtNode node : nodes.bucket(bucket)) {
      if (Blocks.of(node.endpoint().ip()).equals(block)) {
        return false;
      }
    }
    return true;
  }

  /** A node has answered: it is, from now on, what it says. */
  void answered(NodeContact contact, long takenNanos, long nowNanos) {
    NodeId before = byEndpoint.get(contact.endpoint());
    if (before != null && !before.equals(contact.nodeId())) {
      remove(before);
    }
    DhtNode known = nodes.get(contact.nodeId());
    if (known != null) {
      if (known.endpoint().equals(contact.endpoint())) {
        known.answered(takenNanos, nowNanos);
      } else if (known.failures() >= FAILURES_DOUBTFUL) {
        remove(known.nodeId()); // It has moved; two that live under one id stay as they are.
        add(contact, takenNanos, nowNanos);
      }
      return;
    }
    int bucket = self.bucketIndex(contact.nodeId());
    if (bucket >= 0 && isAllowed(contact, bucket) && makeRoom(bucket, takenNanos, contact)) {
      add(contact, takenNanos, nowNanos);
    }
  }

  private void add(NodeContact contact, long takenNanos, long nowNanos) {
    if (nodes.add(new DhtNode(contact, takenNanos, nowNanos))) {
      byEndpoint.put(contact.endpoint(), contact.nodeId());
      byAddress.merge(contact.endpoint().ip(), 1, Integer::sum);
    }
  }

  /** The one that failed most goes, else the slowest if the newcomer is much quicker. */
  private boolean makeRoom(int bucket, long takenNanos, NodeContact newcomer) {
    if (!nodes.isFull(bucket)) {
      return true;
    }
    DhtNode worst = null;
    DhtNode slowest = null;
    for (DhtNode node : nodes.bucket(bucket)) {
      worst = worst == null || node.failures() > worst.failures() ? node : worst;
      slowest = slowest == null || node.rttNanos() > slowest.rttNanos() ? node : slowest;
    }
    if (worst != null && worst.failures() >= FAILURES_DOUBTFUL) {
      remove(worst.nodeId());
      return true;
    }
    if (slowest != null && takenNanos * MUCH_QUICKER < slowest.rttNanos()) {
      remove(slowest.nodeId());
      waits(slowest.contact());
      return true;
    }
    waits(newcomer);
    return false;
  }

  /** Keeps somebody in mind who may take a place that becomes free. */
  private void waits(NodeContact contact) {
    int bucket = self.bucketIndex(contact.nodeId());
    ArrayDeque<NodeContact> line = waiting.computeIfAbsent(bucket, b -> new ArrayDeque<>());
    line.remove(contact);
    line.addLast(contact);
    if (line.size() > WAITING_MAX) {
      line.removeFirst();
    }
  }

  void asked(NodeId id, long nowNanos) {
    DhtNode node = nodes.get(id);
    if (node != null) {
      node.asked(nowNanos);
    }
  }

  /**
   * A question was not answered.
   *
   * @return who is to be asked whether he lives, to take the place that became free; null if nobody
   */
  @Nullable NodeContact failed(NodeContact contact) {
    DhtNode node = nodes.get(contact.nodeId());
    if (node == null || !node.endpoint().equals(contact.endpoint())) {
      return null;
    }
    node.failed();
    int bucket = self.bucketIndex(contact.nodeId());
    ArrayDeque<NodeContact> line = waiting.get(bucket);
    boolean hasHeir = line != null && !line.isEmpty();
    if (node.failures() >= FAILURES_GONE || (hasHeir && node.failures() >= FAILURES_BAD)) {
      remove(node.nodeId());
      return line == null ? null : line.pollLast();
    }
    return null;
  }

  /** Takes a node out, for example one that was found under another id. */
  void remove(NodeId id) {
    DhtNode removed = nodes.remove(id);
    if (removed != null) {
      byEndpoint.remove(removed.endpoint());
      Bytes ip = removed.endpoint().ip();
      byAddress.computeIfPresent(ip, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Nodes that may be named to others, the closest to {@code target} first. */
  List<NodeContact> closest(NodeId target, int count) {
    List<NodeContact> closest = new ArrayList<>(count);
    for (DhtNode node : nodes.closest(target, 2 * count)) {
      if (node.failures() < FAILURES_DOUBTFUL && closest.size() < count) {
        closest.add(node.contact());
      }
    }
    return closest;
  }

  /**
   * Who is to be asked whether he still lives: of the own neighbourhood if somebody there was
   * silent for a while, else who was silent longest.
   */
  @Nullable DhtNode mostDoubtful(long nowNanos) {
    DhtNode near = silentLongest(nodes.closest(self, BUCKET_SIZE));
    if (near != null && nowNanos - near.askedNanos() > FRESH_NANOS / 5) {
      return near;
    }
    DhtNode any = silentLongest(nodes.all());
    boolean isDue =
        any != null && (any.failures() > 0 || nowNanos - any.askedNanos() > FRESH_NANOS);
    return isDue ? any : null;
  }

  private static @Nullable DhtNode silentLongest(List<DhtNode> some) {
    DhtNode longest = null;
    for (DhtNode node : some) {
      if (longest == null || node.askedNanos() < longest.askedNanos()) {
        longest = node;
      }
    }
    return longest;
  }

  /** The farthest bucket that has room, down to where the table ends; -1 if none has. */
  int bucketWithRoom(int from) {
    int lowest = Math.min(NodeId.BITS - 1, nodes.lowestBucket());
    for (int bucket = from; bucket >= lowest; bucket--) {
      if (nodes.sizeOf(bucket) < BUCKET_SIZE) {
        return bucket;
      }
    }
    return -1;
  }
}
