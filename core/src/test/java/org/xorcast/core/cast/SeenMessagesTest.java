package org.xorcast.core.cast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.cast.CastMessage.Seen;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.id.Bytes;

class SeenMessagesTest {
  private static final Bytes GROUP = Bytes.wrap(new byte[32]);

  private static MessageRecord record(int publisher, long sequence) {
    Bytes root = MerkleTree.rootOfOne(new byte[1]);
    return MessageRecord.sign(
        TestKeys.identity(publisher), GROUP, 1000, sequence, 2000, 600, 1, 16, root, null);
  }

  private static SeenMessages seen(int publisher, long... sequences) {
    SeenMessages seen = new SeenMessages(new Counters());
    seen.begin(SeenMessages.key(record(publisher, 1)), 0, 1);
    for (long sequence : sequences) {
      seen.mark(record(publisher, sequence), 1);
    }
    return seen;
  }

  private static List<Seen> vector(SeenMessages seen) {
    return seen.vector(0);
  }

  @Test
  void knowsHowManyMessagesANeighbourLacks() {
    SeenMessages mine = seen(1, 1, 2, 3, 5, 7);
    assertThat(mine.lackedBy(vector(seen(1, 1, 2, 3, 5, 7)), 0)).isZero();
    assertThat(mine.lackedBy(vector(seen(1, 1, 2, 3, 4, 5, 6, 7, 8)), 0)).isZero();
    assertThat(mine.lackedBy(vector(seen(1, 1)), 0)).isEqualTo(4);
    assertThat(mine.lackedBy(vector(seen(1, 1, 3, 7)), 0)).isEqualTo(2);
  }

  @Test
  void cannotTellForASessionTheNeighbourHasNotHeardOf() {
    assertThat(seen(1, 1).lackedBy(vector(seen(2, 1)), 0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void coversWhatIsInTheVector() {
    SeenMessages.Coverage theirs = SeenMessages.coverage(vector(seen(1, 1, 3)));
    assertThat(theirs.covers(record(1, 1))).isTrue();
    assertThat(theirs.covers(record(1, 2))).isFalse();
    assertThat(theirs.covers(record(1, 3))).isTrue();
    assertThat(theirs.covers(record(2, 1))).isFalse();
  }
}
