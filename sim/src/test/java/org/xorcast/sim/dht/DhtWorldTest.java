package org.xorcast.sim.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.sim.Latency;

class DhtWorldTest {
  private static DhtWorld joined(int nodes, long seed) {
    DhtWorld world = new DhtWorld(seed, new Latency.Regions(), 0, (key, message, sig) -> true);
    for (int i = 0; i < nodes; i++) {
      DhtWorld.Member member = world.add();
      DhtWorld.Member other = world.members().get(world.rng().nextInt(Math.max(1, i)));
      member.start(i == 0 ? List.of() : List.of(other.endpoint()), List.of());
      world.runUntil(world.nowNanos() + Duration.ofMillis(200).toNanos());
    }
    world.runUntil(world.nowNanos() + Duration.ofMinutes(2).toNanos());
    return world;
  }

  private static Bytes value(int number) {
    String text = "value " + number;
    return Bytes.wrap((text.length() + ":" + text).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsPutIsFound() {
    DhtWorld world = joined(300, 1);
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      DhtWorld.Member author = world.members().get(world.rng().nextInt(300));
      DhtWorld.Member reader = world.members().get(world.rng().nextInt(300));
      DhtResult put = author.run(new DhtCommand.PutImmutable(value(i)), 1);
      assertThat(put).isInstanceOf(DhtResult.Stored.class);
      assertThat(((DhtResult.Stored) put).count()).isGreaterThanOrEqualTo(6);
      NodeId target = ImmutableItem.target(value(i));
      DhtResult got = reader.run(new DhtCommand.GetImmutable(target), 1);
      assertThat(((DhtResult.Immutable) got).value()).isEqualTo(value(i));
      nanos.add(((DhtResult.Immutable) got).cost().nanos());
    }
    nanos.sort(Long::compare);
    System.err.println("median ms " + nanos.get(25) / 1e6 + " max " + nanos.get(49) / 1e6);
    for (int i = 0; i < 5; i++) {
      var core = world.members().get(i).core();
      System.err.println(
          core.tableSize() + " size " + core.networkSize() + " +- " + core.networkSizeError());
    }
  }
}
