package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xorcast.core.dht.ServedNode.ALICE;
import static org.xorcast.core.dht.ServedNode.BOB;
import static org.xorcast.core.dht.ServedNode.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.Query;

class ClockJumpTest {
  private static final NodeId KEY = new Rng(4).nextNodeId();
  private static final MutableItem ITEM =
      MutableItem.sign(TestKeys.identity(1), bytes(""), 1, bytes("i1e"));

  /** Everything but signed announcements, with time passing; what was replied. */
  private static List<KrpcMessage> day(ServedNode node) {
    List<KrpcMessage> replies = new ArrayList<>();
    Rng rng = new Rng(5);
    for (int i = 0; i < 200; i++) {
      assertThat(node.announce(KEY, ALICE, false)).isZero();
      node.errorOf(new Query.PutMutable(node.token(ITEM.target(), BOB), ITEM, null), BOB);
      replies.add(Objects.requireNonNull(node.send(new Query.Get(ITEM.target(), null, null), BOB)));
      replies.add(
          Objects.requireNonNull(node.send(new Query.GetPeers(KEY, false, false, null), ALICE)));
      node.pass(Duration.ofSeconds(rng.nextInt(10_000)));
      replies.add(Objects.requireNonNull(node.send(new Query.Get(ITEM.target(), null, null), BOB)));
    }
    return replies;
  }

  /** The wall clock of a node is wrong, by as much as it may have jumped while it was off. */
  @ParameterizedTest
  @ValueSource(longs = {0, -1_000_000_000_000L, 4_000_000_000_000L, 1_790_000_000_001L})
  void whatTheWallClockSaysChangesNothingOfAnyLifetime(long epochMillisAtZero) {
    assertThat(day(new ServedNode(ServerLimits.defaults(), epochMillisAtZero)))
        .isEqualTo(day(new ServedNode()));
  }

  @Test
  void afterALongSleepTheNodeServesOn() {
    ServedNode node = new ServedNode(ServerLimits.defaults(), ServedNode.EPOCH_MILLIS);
    for (int i = 0; i < 150; i++) {
      node.send(new Query.Ping(), ALICE);
    }
    assertThat(node.announce(KEY, BOB, false)).isZero();
    node.pass(Duration.ofDays(365));
    assertThat(node.ask(new Query.GetPeers(KEY, false, false, null), ALICE).values()).isNull();
    assertThat(node.announce(KEY, ALICE, false)).isZero();
    assertThat(node.ask(new Query.GetPeers(KEY, false, false, null), BOB).values())
        .containsExactly(ALICE);
    assertThat(
            node.errorOf(
                new Query.PutImmutable(
                    node.token(ImmutableItem.target(bytes("i1e")), BOB), bytes("i1e")),
                BOB))
        .isZero();
  }
}
