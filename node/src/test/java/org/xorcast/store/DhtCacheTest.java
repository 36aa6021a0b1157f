package org.xorcast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.krpc.NodeContact;

class DhtCacheTest {
  private static final Rng RNG = new Rng(1);
  private static final SavedDht SAVED =
      new SavedDht(
          RNG.nextNodeId(),
          List.of(
              new NodeContact(RNG.nextNodeId(), Endpoint.ofIpv4(0x0a000001, 6881)),
              new NodeContact(RNG.nextNodeId(), new Endpoint(Bytes.wrap(new byte[16]), 1))));

  @TempDir private Path temp;

  @SuppressWarnings("NullAway.Init")
  private Path file;

  @BeforeEach
  void name() {
    file = temp.resolve("dht");
  }

  @Test
  void whatIsSavedComesBack() throws Exception {
    DhtCache.save(file, SAVED);
    assertThat(DhtCache.load(file)).isEqualTo(SAVED);
  }

  @Test
  void damagedLinesAreLeftOut() throws Exception {
    DhtCache.save(file, SAVED);
    Files.writeString(
        file, "zz 10.0.0.1:1\n\nabcd\n" + SAVED.self() + " nowhere\n", StandardOpenOption.APPEND);
    assertThat(DhtCache.load(file)).isEqualTo(SAVED);
  }

  @Test
  void withoutAFileThereIsNothing() throws Exception {
    assertThat(DhtCache.load(file)).isNull();
    Files.writeString(file, "# nothing\n");
    assertThat(DhtCache.load(file)).isNull();
  }
}
