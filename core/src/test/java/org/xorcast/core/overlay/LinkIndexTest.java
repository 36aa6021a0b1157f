package org.xorcast.core.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Endpoint;

class LinkIndexTest {
  private static final Endpoint REMOTE = Endpoint.ofIpv4(0x0a000001, 4001);

  private static Link link(long number) {
    return new Link.Pending(number, TestKeys.identity(1).peerId(), REMOTE, true, false, 0);
  }

  @Test
  void agreesWithAMapThroughAnyNumberOfChanges() {
    LinkIndex index = new LinkIndex();
    TreeMap<Long, Link> expected = new TreeMap<>();
    Rng rng = new Rng(1);
    for (int step = 0; step < 20_000; step++) {
      // Ever the same few numbers, and many neighbours among them: collisions are the rule.
      long number = rng.nextInt(step % 2000 < 1000 ? 400 : 40);
      if (rng.chance(0.5)) {
        Link link = link(number);
        index.put(link);
        expected.put(number, link);
      } else {
        index.remove(number);
        expected.remove(number);
      }
      assertThat(index.size()).isEqualTo(expected.size());
      if (step % 100 == 0) {
        for (long each = -1; each < 400; each++) {
          assertThat(index.get(each)).isSameAs(expected.get(each));
        }
      }
    }
  }
}
