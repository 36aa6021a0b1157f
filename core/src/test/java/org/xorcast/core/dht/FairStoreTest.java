package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;

class FairStoreTest {
  private static final NodeId SELF = ServedNode.SELF;
  private static final int CAPACITY = 100;

  private final DhtCounters counters = new DhtCounters();
  private final Rng rng = new Rng(1);
  private final FairStore<Integer> store =
      new FairStore<>(CAPACITY, Duration.ofHours(1), () -> SELF, counters);

  private NodeId inBucket(int bucket) {
    return SELF.inBucket(bucket, rng.nextNodeId());
  }

  private static Bytes address(int number) {
    return ServedNode.address(number).ip();
  }

  private void fill(int bucket) {
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(store.put(inBucket(bucket), i, address(i), 0)).isTrue();
    }
  }

  @Test
  void keepsUntilTheLifetimeAfterTheLastPut() {
    NodeId target = inBucket(159);
    long lifetime = Duration.ofHours(1).toNanos();
    assertThat(store.put(target, 1, address(1), 0)).isTrue();
    assertThat(store.get(target, lifetime - 1)).isEqualTo(1);
    assertThat(store.put(target, 2, address(1), lifetime - 1)).isTrue();
    assertThat(store.get(target, lifetime)).isEqualTo(2);
    assertThat(store.get(target, 2 * lifetime - 1)).isNull();
    assertThat(store.targets(3 * lifetime)).isEmpty();
  }

  @Test
  void whatIsCloserTakesThePlaceOfWhatIsFarther() {
    fill(158);
    NodeId far = inBucket(159);
    assertThat(store.hasRoom(far, address(500), 0)).isFalse();
    assertThat(store.put(far, 1, address(500), 0)).isFalse();
    NodeId close = inBucket(157);
    assertThat(store.hasRoom(close, address(500), 0)).isTrue();
    assertThat(store.put(close, 1, address(500), 0)).isTrue();
    assertThat(store.targets(0)).hasSize(CAPACITY).contains(close);
    assertThat(counters.get(DhtCounter.STORE_EVICTED)).isEqualTo(1);
    assertThat(counters.get(DhtCounter.STORE_FULL)).isEqualTo(1);
  }

  @Test
  void whatManyPutStaysThoughItIsFarther() {
    NodeId popular = inBucket(159);
    for (int i = 0; i < 15; i++) {
      assertThat(store.put(popular, i, address(i), 0)).isTrue();
    }
    for (int i = 0; i < 300; i++) {
      store.put(inBucket(157), i, address(i), 0);
    }
    assertThat(store.get(popular, 0)).isEqualTo(14);
  }

  @Test
  void whoHasMoreThanHisShareGivesWayFirst() {
    Bytes greedy = address(7);
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(store.put(inBucket(150), i, greedy, 0)).as("as long as there is room").isTrue();
    }
    assertThat(store.put(inBucket(151), 1, greedy, 0)).as("not for worse of his own").isFalse();
    int others = 0;
    for (int i = 100; i < 400; i++) {
      others += store.put(inBucket(159), i, address(i), 0) ? 1 : 0;
    }
    assertThat(others).as("all but his share").isEqualTo(CAPACITY - CAPACITY / 20);
  }

  @Test
  void whatIsOverMakesRoom() {
    fill(158);
    long later = Duration.ofHours(2).toNanos();
    assertThat(store.put(inBucket(159), 1, address(500), later)).isTrue();
    assertThat(store.targets(later)).hasSize(1);
    assertThat(counters.get(DhtCounter.STORE_EVICTED)).isZero();
  }
}
