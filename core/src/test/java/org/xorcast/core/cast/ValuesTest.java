package org.xorcast.core.cast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;

class ValuesTest {
  private static final Bytes GROUP = Bytes.wrap(new byte[32]);

  private final Counters counters = new Counters();

  private static StoredMessage value(int publisher, String key, long session, long sequence) {
    byte[] payload = new byte[10];
    MessageRecord record =
        MessageRecord.sign(
            TestKeys.identity(publisher),
            GROUP,
            session,
            sequence,
            session + sequence,
            600,
            null,
            payload.length,
            12,
            MerkleTree.rootOfOne(payload),
            null,
            key);
    List<Bytes> chunks = List.of(Bytes.wrap(payload));
    return StoredMessage.complete(record.id(GROUP), record, chunks, new MerkleTree(chunks), 0);
  }

  /** Whatever the order in which messages come, the newest of each key stays. */
  @Test
  void holdsTheNewestOfEachKeyWhateverTheOrder() {
    List<StoredMessage> all = new ArrayList<>();
    for (int publisher = 1; publisher <= 3; publisher++) {
      for (int key = 0; key < 4; key++) {
        for (long session = 5; session <= 6; session++) {
          for (long sequence = 1; sequence <= 5; sequence++) {
            all.add(value(publisher, "key " + key, session, 4 * sequence + key));
          }
        }
      }
    }
    long[] first = null;
    for (int seed = 1; seed <= 20; seed++) {
      Values values = new Values(CastConfig.DEFAULT, counters);
      Rng rng = new Rng(seed);
      List<StoredMessage> left = new ArrayList<>(all);
      while (!left.isEmpty()) {
        StoredMessage next = left.remove(rng.nextInt(left.size()));
        boolean newest = values.isNewest(next.record());
        if (newest) {
          values.put(next, 0);
        }
        assertThat(values.isNewest(next.record())).isFalse();
        assertThat(values.get(next.id()) == next).isEqualTo(newest);
      }
      Map<String, Long> held = new TreeMap<>();
      for (StoredMessage message : values.messages()) {
        MessageRecord record = message.record();
        assertThat(record.session()).isEqualTo(6);
        held.put(record.publisher() + Objects.requireNonNull(record.key()), record.sequence());
      }
      assertThat(held).hasSize(12);
      assertThat(held.values()).containsOnly(20L, 21L, 22L, 23L);
      assertThat(values.bytes()).isEqualTo(120);
      long[] hashes = values.hashes(Values.SETTLED_NANOS);
      first = first == null ? hashes : first;
      assertThat(hashes).as("the same values, the same hashes").isEqualTo(first);
      assertThat(values.hashes(Values.SETTLED_NANOS - 1)).containsOnly(0);
    }
  }

  @Test
  void oneValueMoreOrOtherChangesItsBucketAlone() {
    Values values = new Values(CastConfig.DEFAULT, counters);
    for (int key = 0; key < 200; key++) {
      long[] before = values.hashes(Long.MAX_VALUE);
      values.put(value(1, "key " + key % 150, 5, key + 1), 0);
      long[] after = values.hashes(Long.MAX_VALUE);
      int different = 0;
      for (int bucket = 0; bucket < Values.BUCKETS; bucket++) {
        different += before[bucket] == after[bucket] ? 0 : 1;
      }
      assertThat(different).isEqualTo(1);
    }
    assertThat(values.size()).isEqualTo(150);
  }

  @Test
  void theOnePublishedLongestAgoGoesWhenThereAreTooMany() {
    Values values = new Values(CastConfig.DEFAULT, counters);
    int max = CastConfig.DEFAULT.storeMessages();
    StoredMessage oldest = value(1, "key 7", 5, 1);
    for (int key = 0; key < max; key++) {
      assertThat(values.hasRoom()).isTrue();
      values.put(key == 7 ? oldest : value(1, "key " + key, 5, 10 + key), 0);
    }
    assertThat(values.hasRoom()).isFalse();
    values.put(value(1, "one more", 5, 9), 0);
    assertThat(values.size()).isEqualTo(max);
    assertThat(values.get(oldest.id())).isNull();
    assertThat(values.isSuperseded(oldest.id())).as("not taken again").isTrue();
    assertThat(counters.get(Counter.VALUES_EVICTED)).isEqualTo(1);
  }

  @Test
  void forgetsThoseOfAPublisherThatHasLostItsRight() {
    Values values = new Values(CastConfig.DEFAULT, counters);
    values.put(value(1, "a", 5, 1), 0);
    values.put(value(2, "a", 5, 1), 0);
    values.put(value(1, "b", 5, 2), 0);
    values.withdraw(TestKeys.identity(1).peerId());
    assertThat(values.messages()).singleElement().matches(m -> m.record().sequence() == 1);
    assertThat(values.bytes()).isEqualTo(10);
  }
}
