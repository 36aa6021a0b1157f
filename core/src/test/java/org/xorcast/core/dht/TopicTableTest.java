package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;

class TopicTableTest {
  private static final NodeId SELF = ServedNode.SELF;

  private final Rng rng = new Rng(1);
  private final TopicTable table = new TopicTable(SELF, 2);
  private int added;

  /** A contact whose id shares exactly so many bits with ours, in a block of its own. */
  private TopicContact sharing(int bits) {
    NodeId id = SELF.inBucket(NodeId.BITS - 1 - bits, rng.nextNodeId());
    return new TopicContact(id, ServedNode.address(added++));
  }

  private void add(int count, int bits) {
    for (int i = 0; i < count; i++) {
      table.add(sharing(bits));
    }
  }

  @Test
  void keepsAllWhileThereAreFew() {
    add(4, 0);
    add(4, 5);
    assertThat(table.size()).isEqualTo(8);
    assertThat(table.buckets()).isEqualTo(1);
  }

  @Test
  void theSiblingHasEightPlacesAndAnUncleOne() {
    add(8, 0);
    assertThat(table.add(sharing(0))).as("a ninth in the far half").isFalse();
    assertThat(table.buckets()).as("splitting shows it").isEqualTo(2);
    add(8, 1);
    assertThat(table.size()).isEqualTo(16);
    TopicContact ninth = sharing(2);
    TopicContact oldestUncle = oldest(0);
    assertThat(table.add(ninth)).isTrue();
    assertThat(table.buckets()).isEqualTo(3);
    assertThat(table.sizeOf(0)).as("an uncle now").isEqualTo(1);
    assertThat(table.get(oldestUncle.id)).isSameAs(oldestUncle);
    assertThat(table.sizeOf(1)).as("the sibling").isEqualTo(8);
    assertThat(table.sizeOf(2)).as("home").isEqualTo(1);
    assertThat(table.add(sharing(0))).isFalse();
    assertThat(table.add(sharing(1))).isFalse();
  }

  private TopicContact oldest(int bits) {
    return table.all().stream()
        .filter(contact -> SELF.bucketIndex(contact.id) == NodeId.BITS - 1 - bits)
        .min(Comparator.comparing(contact -> contact.endpoint))
        .orElseThrow();
  }

  @Test
  void ofManyOnlyAFewAreKept() {
    for (int i = 0; i < 10_000; i++) {
      table.add(new TopicContact(rng.nextNodeId(), ServedNode.address(i)));
    }
    assertThat(table.size()).isBetween(12, 28);
    assertThat(table.buckets()).isBetween(9, 14);
    for (int bucket = 0; bucket < table.buckets() - 2; bucket++) {
      assertThat(table.sizeOf(bucket)).isEqualTo(1);
    }
  }

  @Test
  void closestComeFirstAndOfOneFamily() {
    add(5, 0);
    add(3, 3);
    NodeId target = rng.nextNodeId();
    List<TopicContact> closest = table.closest(target, false, 6);
    assertThat(closest)
        .hasSize(6)
        .isSortedAccordingTo((a, b) -> target.compareDistance(a.id, b.id))
        .first()
        .isSameAs(table.closest(target));
    assertThat(table.closest(target, true, 6)).isEmpty();
  }

  @Test
  void oneNetworkHasTwoPlaces() {
    for (int host = 1; host <= 5; host++) {
      table.add(new TopicContact(rng.nextNodeId(), ServedNode.ipv6(1, host)));
    }
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.add(new TopicContact(SELF, ServedNode.address(1)))).as("ourselves").isFalse();
  }
}
