package org.xorcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.core.dht.DhtConfig;

/** Nodes that know of each other in the DHT only, which they are all of. */
@Timeout(120)
class MeetingInDhtTest {
  @TempDir private Path temp;

  private static NodeBuilder node(String... ways) {
    return Node.builder().listen("127.0.0.1:0").network("met").dht(DhtConfig.Mode.SERVER, ways);
  }

  @Test
  void twoNodesMeet() throws Exception {
    try (Node first = node().start();
        Node second = node(first.address().toString()).start();
        Subscription heard = first.broadcast().subscribe()) {
      Await.until("they have met", () -> !second.peers().isEmpty() && !first.peers().isEmpty());
      second.broadcast().publish("found you");
      assertThat(heard.poll(Duration.ofSeconds(30)).orElseThrow().text()).isEqualTo("found you");
    }
  }

  @Test
  void theDhtOfTheLastRunIsKnownInTheNext() throws Exception {
    try (Node first = node().start()) {
      Path dir = temp.resolve("data");
      String id;
      try (Node second = node(first.address().toString()).dataDir(dir).start()) {
        Await.until("it knows a node", () -> !second.dht().table().isEmpty());
        id = second.dht().id().toString();
      }
      try (Node again = node().dataDir(dir).start()) {
        assertThat(again.dht().id().toString()).isEqualTo(id);
        Await.until("it knows it still", () -> !again.dht().table().isEmpty());
      }
    }
  }
}
