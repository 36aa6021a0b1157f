package org.xorcast.core.dht;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.Deadlines;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.SecureNodeId;

/**
 * Whom to ask next on the way to the nodes closest to a target.
 *
 * <p>A few questions are always out, to the closest nodes known. Who is late makes room for
 * another, for half of what nodes name does not exist; should his answer come, it counts. The way
 * ends when the {@value #WIDTH} closest that may store things have answered, and all that lie where
 * so many are to be expected: who crowds the key with nodes of his own only makes the way longer.
 *
 * <p>Several disjoint paths (Baumgart and Mies, S/Kademlia, 2007) ask no node twice, so that a liar
 * spoils one of them. They take their first nodes from one pool as they need them. Not thread-safe.
 */
final class DhtLookup {
  /** How many of the closest have to answer. */
  static final int WIDTH = 8;

  /** Most disjoint paths. */
  static final int PATHS_MAX = 8;

  private static final int KNOWN_MAX = 400;

  /** So many where one is to be expected happen in one of 1,700 lookups. */
  private static final int CROWDED = 6;

  /** More are not waited for, however crowded it is around the target. */
  private static final int CROWD_MAX = 40;

  private final NodeId target;
  private final boolean oneForEachBlock;
  private final double expectedFraction;
  private final int parallel;
  private final List<TreeMap<NodeId, LookupNode>> paths = new ArrayList<>();
  private final Map<NodeId, LookupNode> known = new LinkedHashMap<>();
  private final Set<Bytes> blocks = new LinkedHashSet<>();
  private final List<NodeContact> pool;

  /**
   * @param parallel questions out on a path, late ones aside
   * @param pool the closest nodes that are known, the closest first
   * @param oneForEachBlock whether of one /24 (/64) only one node is asked
   * @param expectedFraction where the {@value #WIDTH}-th closest is to be expected, as a fraction
   *     of the space; 0 if that is not known
   */
  DhtLookup(
      NodeId target,
      int paths,
      int parallel,
      List<NodeContact> pool,
      boolean oneForEachBlock,
      double expectedFraction) {
    this.target = target;
    this.parallel = parallel;
    this.oneForEachBlock = oneForEachBlock;
    this.expectedFraction = expectedFraction;
    this.pool = new ArrayList<>(pool);
    for (int i = 0; i < paths; i++) {
      this.paths.add(new TreeMap<>(target::compareDistance));
    }
  }

  NodeId target() {
    return target;
  }

  /** The next node to ask, marked as asked; null if there is nobody to ask now. */
  @Nullable LookupNode next(long nowNanos) {
    for (int path = 0; path < paths.size(); path++) {
      LookupNode next = next(path, nowNanos);
      if (next != null) {
        next.asked();
        return next;
      }
    }
    return null;
  }

  private @Nullable LookupNode next(int path, long nowNanos) {
    int out = 0;
    int good = 0;
    LookupNode ready = null;
    for (LookupNode node : paths.get(path).values()) {
      switch (node.state()) {
        case ASKED -> out++;
        case ANSWERED -> good += node.isEligible() ? 1 : 0;
        case NEW -> {
          if (ready == null && node.isReady(nowNanos) && !node.isTainted()) {
            ready = isWorthAsking(node, good) ? node : null;
          }
        }
        case LATE, FAILED -> {}
      }
    }
    if (out >= parallel) {
      return null;
    }
    boolean isStarved = ready == null && good < WIDTH && (out == 0 || out + good < parallel);
    return isStarved ? fromPool(path, nowNanos) : ready;
  }

  private boolean isWorthAsking(LookupNode node, int closerOnes) {
    return closerOnes < WIDTH
        || (closerOnes < CROWD_MAX
            && target.distanceFraction(node.contact().nodeId()) < expectedFraction);
  }

  private @Nullable LookupNode fromPool(int path, long nowNanos) {
    while (!pool.isEmpty()) {
      LookupNode node = add(pool.removeFirst(), path, null);
      if (node != null && node.isReady(nowNanos)) {
        return node;
      }
    }
    return null;
  }

  /** Somebody who was not known answered: he goes first. */
  LookupNode enter(NodeContact contact) {
    LookupNode known = this.known.get(contact.nodeId());
    LookupNode node = known == null ? add(contact, 0, null) : known;
    return node == null ? new LookupNode(contact, 0, false) : node;
  }

  /** Takes in whom {@code source} has named. */
  void named(LookupNode source, List<NodeContact> contacts) {
    for (NodeContact contact : contacts) {
      LookupNode node = known.get(contact.nodeId());
      if (node == null) {
        node = add(contact, source.path(), source);
      } else if (node.path() == source.path() && node.contact().equals(contact)) {
        node.namedBy(source);
      }
    }
  }

  /** Takes in whom a scout has found. */
  void scouted(List<NodeContact> contacts) {
    for (NodeContact contact : contacts) {
      if (target.distanceFraction(contact.nodeId()) < expectedFraction) {
        LookupNode _ = add(contact, 0, null);
      }
    }
  }

  /**
   * Lookups beside the target, in case it is more crowded than chance would have it: each of an id
   * that leaves the target's own neighbourhood one bit earlier or later, where the closest ones are
   * to be expected. None if all is as it should be, or nothing is known about that.
   */
  List<DhtLookup> scouts() {
    int near = 0;
    for (LookupNode node : answered()) {
      double fraction = target.distanceFraction(node.contact().nodeId());
      near += fraction < expectedFraction / WIDTH ? 1 : 0;
    }
    if (expectedFraction <= 0 || near < CROWDED) {
      return List.of();
    }
    List<NodeContact> honest =
        answered().stream().map(LookupNode::contact).skip(near).limit(2 * WIDTH).toList();
    int depth = (int) Math.round(-StrictMath.log(expectedFraction) / StrictMath.log(2));
    List<DhtLookup> scouts = new ArrayList<>();
    for (int bit = depth - 1; bit <= depth + 2 && !honest.isEmpty(); bit++) {
      NodeId beside = target.inBucket(NodeId.BITS - 1 - Math.max(0, bit), target);
      scouts.add(new DhtLookup(beside, 1, parallel, honest, oneForEachBlock, expectedFraction));
    }
    return scouts;
  }

  private @Nullable LookupNode add(NodeContact contact, int path, @Nullable LookupNode source) {
    if (known.containsKey(contact.nodeId()) || known.size() >= KNOWN_MAX * paths.size()) {
      return null;
    }
    if (oneForEachBlock && !blocks.add(Blocks.of(contact.endpoint().ip()))) {
      return null;
    }
    boolean eligible = SecureNodeId.matches(contact.nodeId(), contact.endpoint());
    LookupNode node = new LookupNode(contact, path, eligible);
    if (source != null) {
      node.namedBy(source);
    }
    known.put(contact.nodeId(), node);
    paths.get(path).put(contact.nodeId(), node);
    return node;
  }

  /** Whether nobody is to be asked any more, and nobody waited for. */
  boolean isDone() {
    for (int path = 0; path < paths.size(); path++) {
      if (!isDone(path)) {
        return false;
      }
    }
    return true;
  }

  private boolean isDone(int path) {
    int good = 0;
    boolean anybody = false;
    boolean late = false;
    for (LookupNode node : paths.get(path).values()) {
      late |= node.state() == LookupNode.State.LATE;
      if (node.state() == LookupNode.State.ANSWERED) {
        anybody = true;
        good += node.isEligible() ? 1 : 0;
      } else if (!isWorthAsking(node, good)) {
        return true;
      } else if (node.state() == LookupNode.State.ASKED) {
        return false;
      } else if (node.state() == LookupNode.State.NEW && !node.isTainted()) {
        return false;
      }
    }
    // While nobody has answered, even the late ones are waited for.
    return good >= WIDTH || (pool.isEmpty() && (anybody || !late));
  }

  /** When somebody may be asked who has to wait now. */
  long nextDeadlineNanos(long nowNanos) {
    long next = Deadlines.NEVER;
    for (LookupNode node : known.values()) {
      if (node.state() == LookupNode.State.NEW && node.notBeforeNanos() > nowNanos) {
        next = Math.min(next, node.notBeforeNanos());
      }
    }
    return next;
  }

  /** The closest that answered, the closest first. */
  List<LookupNode> closest(int count) {
    return answered().stream().limit(count).toList();
  }

  private List<LookupNode> answered() {
    TreeMap<NodeId, LookupNode> all = new TreeMap<>(target::compareDistance);
    for (LookupNode node : known.values()) {
      if (node.state() == LookupNode.State.ANSWERED) {
        all.put(node.contact().nodeId(), node);
      }
    }
    return List.copyOf(all.values());
  }

  /** Who is to store something: the closest that can, and all others where these are expected. */
  List<LookupNode> storeSet() {
    List<LookupNode> set = new ArrayList<>();
    for (LookupNode node : answered()) {
      if (node.token() != null && node.isEligible() && isWorthAsking(node, set.size())) {
        set.add(node);
      }
    }
    return set;
  }

  /** Whether {@code node} is among the closest of all with a probability of nine in ten. */
  boolean isSurelyClose(LookupNode node) {
    // Of a Poisson distribution with mean 4.66, nine in ten are below 8; the 8th is expected at 8.
    double fraction = target.distanceFraction(node.contact().nodeId());
    return expectedFraction > 0 && fraction < expectedFraction * (4.66 / WIDTH);
  }
}
