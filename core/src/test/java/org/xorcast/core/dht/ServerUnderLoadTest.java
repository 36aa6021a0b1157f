package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xorcast.core.dht.ServedNode.ALICE;
import static org.xorcast.core.dht.ServedNode.BOB;
import static org.xorcast.core.dht.ServedNode.EPOCH_MILLIS;
import static org.xorcast.core.dht.ServedNode.address;
import static org.xorcast.core.dht.ServedNode.bytes;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.Query;

/** Somebody does too much; the others are served on. */
class ServerUnderLoadTest {
  private static final Query PING = new Query.Ping();

  private final Rng rng = new Rng(8);

  @Test
  void aFloodFromOneAddressIsCutToItsRate() {
    ServedNode node = new ServedNode(ServerLimits.defaults(), EPOCH_MILLIS);
    int answered = 0;
    int others = 0;
    for (int i = 0; i < 10_000; i++) {
      answered += node.send(PING, ALICE) == null ? 0 : 1;
      if (i % 100 == 0) {
        others += node.send(PING, address(i / 100)) == null ? 0 : 1;
      }
      node.pass(Duration.ofMillis(1));
    }
    assertThat(answered).as("100 at once, 10 a second").isBetween(190, 210);
    assertThat(others).isEqualTo(100);
    Endpoint neighbour = Endpoint.ofIpv4(0x01020305, 6881);
    assertThat(node.send(PING, neighbour)).as("of the same /24").isNotNull();
    assertThat(node.counters.get(DhtCounter.RATE_LIMITED)).isEqualTo(10_000 - answered);
    node.pass(Duration.ofSeconds(1));
    assertThat(node.send(PING, ALICE)).as("and he himself later").isNotNull();
  }

  @Test
  void aFloodFromABlockIsCutToo() {
    ServedNode node = new ServedNode(ServerLimits.defaults(), EPOCH_MILLIS);
    int answered = 0;
    int answered6 = 0;
    for (int i = 0; i < 5_000; i++) {
      answered += node.send(PING, Endpoint.ofIpv4(0x01020300 + i % 256, 6881)) == null ? 0 : 1;
      answered6 += node.send(PING, ServedNode.ipv6(1, i)) == null ? 0 : 1;
    }
    assertThat(answered).isEqualTo(500);
    assertThat(answered6).isEqualTo(500);
    assertThat(node.send(PING, BOB)).isNotNull();
  }

  @Test
  void aThousandGetPeersASecondHinderNobody() {
    ServedNode node = new ServedNode(ServerLimits.defaults(), EPOCH_MILLIS);
    NodeId popular = rng.nextNodeId();
    assertThat(node.announce(popular, BOB, false)).isZero();
    int served = 0;
    for (int i = 0; i < 10_000; i++) {
      Query query = new Query.GetPeers(popular, false, false, null);
      node.send(query, Endpoint.ofIpv4(0x01020304 + (i % 4 << 8), 6881));
      if (i % 100 == 50) {
        Answer answer = node.ask(query, address(i / 100));
        assertThat(answer.values()).containsExactly(BOB);
        served++;
      }
      node.pass(Duration.ofMillis(1));
    }
    assertThat(served).isEqualTo(100);
    assertThat(node.counters.get(DhtCounter.RATE_LIMITED)).isGreaterThan(9_000);
  }

  @Test
  void floodsFromMadeUpAddressesStayInBounds() {
    ServedNode node = new ServedNode(ServerLimits.defaults(), EPOCH_MILLIS);
    for (int i = 0; i < 50_000; i++) {
      node.send(PING, address(i));
    }
    assertThat(node.counters.get(DhtCounter.LIMITER_FORGOT)).isGreaterThan(50_000);
    assertThat(node.counters.get(DhtCounter.REPLY_BYTES_LIMITED))
        .as("2 MB at once, and no more")
        .isGreaterThan(10_000);
    node.pass(Duration.ofSeconds(1));
    assertThat(node.send(PING, ALICE)).isNotNull();
  }

  @Test
  void aFullStoreStillTakesFromTheOthers() {
    ServedNode node = new ServedNode();
    for (int i = 0; i < 3 * ItemStore.ITEMS_MAX; i++) {
      put(node, bytes("i" + i + "e"), ALICE);
    }
    assertThat(node.counters.get(DhtCounter.STORE_EVICTED)).isPositive();
    for (int i = 0; i < 500; i++) {
      Bytes value = bytes("i" + (100_000 + i) + "e");
      assertThat(put(node, value, address(i))).as("put %s", i).isZero();
      NodeId target = ImmutableItem.target(value);
      assertThat(node.ask(new Query.Get(target, null, null), BOB).item())
          .isEqualTo(new Answer.Item(value, null, null, null));
    }
  }

  private static int put(ServedNode node, Bytes value, Endpoint from) {
    NodeId target = ImmutableItem.target(value);
    Bytes token = node.ask(new Query.Get(target, null, null), from).token();
    return token == null ? 202 : node.errorOf(new Query.PutImmutable(token, value), from);
  }

  @Test
  void tooManyKeysOfOneLeaveRoomForTheSwarmsOfOthers() {
    ServedNode node = new ServedNode();
    for (int i = 0; i < 2 * PeerStore.KEYS_MAX; i++) {
      node.announce(rng.nextNodeId(), ALICE, false);
    }
    assertThat(node.counters.get(DhtCounter.TOKENS_WITHHELD)).isPositive();
    for (int i = 0; i < 1000; i++) {
      assertThat(node.announce(rng.nextNodeId(), address(i), false)).isZero();
    }
  }

  @Test
  void signaturesHaveABudgetAndTheSameOneIsCheckedOnce() {
    ServedNode node = new ServedNode(ServerLimits.defaults(), EPOCH_MILLIS);
    Identity author = TestKeys.identity(1);
    MutableItem first = MutableItem.sign(author, bytes(""), 1, bytes("i1e"));
    Bytes token = node.token(first.target(), ALICE);
    for (int i = 0; i < 50; i++) {
      assertThat(node.errorOf(new Query.PutMutable(token, first, null), ALICE)).isZero();
    }
    assertThat(node.signaturesChecked).isEqualTo(1);
    int refused = 0;
    for (int block = 0; block < 3000; block++) {
      Endpoint from = address(block);
      Bytes bad = first.signature();
      MutableItem forged = new MutableItem(author.peerId(), bytes("x"), 1, bytes("i1e"), bad);
      Bytes shown =
          Objects.requireNonNull(
              node.ask(new Query.Get(forged.target(), null, null), from).token());
      refused += node.errorOf(new Query.PutMutable(shown, forged, null), from) == 202 ? 1 : 0;
    }
    assertThat(node.signaturesChecked).isEqualTo(1000);
    assertThat(refused).isEqualTo(3000 - 999);
  }
}
