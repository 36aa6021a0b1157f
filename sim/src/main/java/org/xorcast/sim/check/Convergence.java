package org.xorcast.sim.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.Engine;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.id.MessageId;
import org.xorcast.sim.SimNode;

/**
 * Liveness: once a core of nodes is left in peace, each of them gets all that was published since
 * it joined, and their tables hold together.
 */
final class Convergence implements Checker {
  /** What an honest node published, and who has got it. */
  private static final class Wanted {
    final MessageId id;
    final int publisher;
    final long nanos;
    final BitSet got = new BitSet();

    Wanted(MessageId id, int publisher, long nanos) {
      this.id = id;
      this.publisher = publisher;
      this.nanos = nanos;
    }
  }

  private final Findings findings;
  private final BitSet adversaries;
  private final Map<MessageId, Wanted> byId = new HashMap<>();
  private final List<Wanted> inOrder = new ArrayList<>();
  private final Map<Integer, Long> memberSinceNanos = new HashMap<>();

  Convergence(Findings findings, BitSet adversaries) {
    this.findings = findings;
    this.adversaries = adversaries;
  }

  @Override
  public void published(SimNode node, MessageId id, long sequence, byte[] payload, long nowNanos) {
    if (!adversaries.get(node.index())) {
      Wanted wanted = new Wanted(id, node.index(), nowNanos);
      byId.put(id, wanted);
      inOrder.add(wanted);
    }
  }

  @Override
  public void delivered(SimNode node, Delivery delivery, long nowNanos) {
    Wanted wanted = byId.get(delivery.id());
    if (wanted != null) {
      wanted.got.set(node.index());
    }
  }

  @Override
  public void inspect(Network network) {
    for (SimNode node : network.live()) {
      if (node.core() instanceof Engine engine && engine.isJoined()) {
        memberSinceNanos.putIfAbsent(node.index(), network.nowNanos());
      }
    }
  }

  /** Whether nothing is missing any more. */
  boolean isReached(Network network) {
    return inOrder.stream().allMatch(wanted -> firstWithout(wanted, network) == null);
  }

  /** Reports everything that is missing, one node for each message. */
  void demand(Network network) {
    for (Wanted wanted : inOrder) {
      SimNode without = firstWithout(wanted, network);
      if (without != null) {
        findings.report(
            "convergence",
            without,
            network.nowNanos(),
            "still lacks "
                + wanted.id
                + ", which node "
                + wanted.publisher
                + " published at "
                + wanted.nanos / 1e9
                + " s");
      }
    }
  }

  private @Nullable SimNode firstWithout(Wanted wanted, Network network) {
    for (SimNode node : network.live()) {
      long since = memberSinceNanos.getOrDefault(node.index(), Long.MAX_VALUE);
      if (since <= wanted.nanos
          && node.index() != wanted.publisher
          && !wanted.got.get(node.index())) {
        return node;
      }
    }
    return null;
  }
}
