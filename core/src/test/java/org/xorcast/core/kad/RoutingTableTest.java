package org.xorcast.core.kad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;

class RoutingTableTest {
  private record Entry(NodeId nodeId) implements Contact {}

  private final Rng rng = new Rng(4);
  private final NodeId self = rng.nextNodeId();
  private final RoutingTable<Entry> table = new RoutingTable<>(self, 3);

  @Test
  void keepsOldEntriesWhenABucketIsFull() {
    List<Entry> added = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Entry entry = new Entry(self.inBucket(100, rng.nextNodeId()));
      added.add(entry);
      assertThat(table.add(entry)).isEqualTo(i < 3);
    }
    assertThat(table.bucket(100)).containsExactlyElementsOf(added.subList(0, 3));
    assertThat(table.isFull(100)).isTrue();
    assertThat(table.size()).isEqualTo(3);
  }

  @Test
  void refusesItselfAndDoubles() {
    Entry entry = new Entry(self.inBucket(7, rng.nextNodeId()));
    assertThat(table.add(new Entry(self))).isFalse();
    assertThat(table.add(entry)).isTrue();
    assertThat(table.add(entry)).isFalse();
    assertThat(table.remove(entry.nodeId())).isEqualTo(entry);
    assertThat(table.remove(entry.nodeId())).isNull();
    assertThat(table.size()).isZero();
  }

  @Test
  void closestAgreesWithSortingEverything() {
    List<Entry> kept = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Entry entry = new Entry(rng.nextNodeId());
      if (table.add(entry)) {
        kept.add(entry);
      }
    }
    NodeId target = rng.nextNodeId();
    kept.sort((a, b) -> target.compareDistance(a.nodeId(), b.nodeId()));
    assertThat(table.closest(target, 5)).containsExactlyElementsOf(kept.subList(0, 5));
    assertThat(table.all()).hasSameElementsAs(kept);
    assertThat(table.lowestBucket())
        .isEqualTo(kept.stream().mapToInt(e -> self.bucketIndex(e.nodeId())).min().orElseThrow());
  }

  @Test
  void estimatesTheNetworkWithinAFactorOfTwo() {
    for (int size : new int[] {100, 1000, 10_000}) {
      double sum = 0;
      for (int run = 0; run < 20; run++) {
        RoutingTable<Entry> full = new RoutingTable<>(rng.nextNodeId(), 20);
        for (int i = 1; i < size; i++) {
          full.add(new Entry(rng.nextNodeId()));
        }
        sum += full.estimateNetworkSize();
      }
      assertThat(sum / 20).isBetween(size * 0.5, size * 2.0);
    }
  }

  @Test
  void anEmptyTableIsANetworkOfOne() {
    assertThat(table.estimateNetworkSize()).isEqualTo(1);
    assertThat(table.lowestBucket()).isEqualTo(NodeId.BITS);
    assertThat(table.closest(self, 3)).isEmpty();
  }
}
