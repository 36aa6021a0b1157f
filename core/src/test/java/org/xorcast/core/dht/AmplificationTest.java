package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xorcast.core.dht.ServedNode.ALICE;
import static org.xorcast.core.dht.ServedNode.address;
import static org.xorcast.core.dht.ServedNode.bytes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.Query;
import org.xorcast.core.krpc.SignedPeer;

/** A server that is full of the longest things, asked by somebody who may be somebody else. */
class AmplificationTest {
  private static final NodeId KEY = new Rng(4).nextNodeId();
  private static final MutableItem LARGE =
      MutableItem.sign(TestKeys.identity(1), bytes(""), 1, bytes("996:" + "x".repeat(996)));
  private static final Endpoint VICTIM = Endpoint.ofIpv4(0x09090909, 53);

  private final ServedNode node = new ServedNode();

  @BeforeEach
  void fill() {
    for (int i = 0; i < 400; i++) {
      Endpoint from = address(i);
      assertThat(node.announce(KEY, from, i % 2 == 0)).isZero();
      SignedPeer peer = SignedPeer.sign(TestKeys.identity(i), KEY, 1000 * ServedNode.EPOCH_MILLIS);
      Bytes token =
          Objects.requireNonNull(node.ask(new Query.GetSignedPeers(KEY, null), from).token());
      assertThat(node.errorOf(new Query.AnnounceSignedPeer(KEY, peer, token), from)).isZero();
    }
    Rng rng = new Rng(7);
    for (int i = 0; i < 100; i++) {
      assertThat(node.announce(rng.nextNodeId(), address(i), false)).isZero();
    }
    Bytes token = node.token(LARGE.target(), ALICE);
    assertThat(node.errorOf(new Query.PutMutable(token, LARGE, null), ALICE)).isZero();
    node.worstAmplification = 0;
    node.longestReplyBytes = 0;
  }

  /** The shortest form of a query, with everything left out that the server can do without. */
  private static List<String> shortest() {
    String me = "2:id20:abcdefghij0123456789";
    String key = "20:" + new String(KEY.toByteArray(), StandardCharsets.ISO_8859_1);
    String item = "20:" + new String(LARGE.target().toByteArray(), StandardCharsets.ISO_8859_1);
    String both = "4:wantl2:n42:n6e";
    return List.of(
        "d1:ad" + me + "e1:q4:ping1:y1:qe",
        "d1:ad" + me + "6:target" + key + "e1:q9:find_node1:y1:qe",
        "d1:ad" + me + "6:target" + key + both + "e1:q9:find_node1:y1:qe",
        "d1:ad" + me + "9:info_hash" + key + "e1:q9:get_peers1:y1:qe",
        "d1:ad" + me + "9:info_hash" + key + both + "e1:q9:get_peers1:y1:qe",
        "d1:ad" + me + "9:info_hash" + key + "6:scrapei1ee1:q9:get_peers1:y1:qe",
        "d1:ad" + me + "9:info_hash" + key + "6:scrapei1e" + both + "e1:q9:get_peers1:y1:qe",
        "d1:ad" + me + "6:target" + item + "e1:q3:get1:y1:qe",
        "d1:ad" + me + "6:target" + item + both + "e1:q3:get1:y1:qe",
        "d1:ad" + me + "6:target" + key + "e1:q17:sample_infohashes1:y1:qe",
        "d1:ad" + me + "6:target" + key + both + "e1:q17:sample_infohashes1:y1:qe",
        "d1:ad" + me + "9:info_hash" + key + "e1:q16:get_signed_peers1:y1:qe",
        "d1:ad" + me + "6:target" + key + "e1:q0:1:y1:qe",
        "d1:ad" + me + "6:target" + key + both + "e1:q0:1:y1:qe",
        "d1:ad" + me + "e1:q0:1:y1:qe",
        "d1:y1:q0:0:0:0:0:0:0:0:e",
        "d1:ad" + me + "1:vi1ee1:q3:put1:y1:qe");
  }

  @Test
  void aStrangerGetsAtMostTenTimesWhatHeSent() {
    for (String query : shortest()) {
      assertThat(node.send(query.getBytes(StandardCharsets.ISO_8859_1), VICTIM))
          .as("still answered: " + query)
          .isNotNull();
    }
    for (Query query :
        List.of(
            new Query.Get(LARGE.target(), null, null),
            new Query.AnnouncePeer(KEY, 1, false, false, bytes("no token")),
            new Query.PutMutable(bytes("no token"), LARGE, null))) {
      assertThat(node.send(query, VICTIM)).isNotNull();
    }
    assertThat(node.worstAmplification).isBetween(8.0, 10.0);
    assertThat(node.longestReplyBytes).isLessThanOrEqualTo(Replies.ITEM_MAX_BYTES);
  }

  @Test
  void whoHasShownAReturnPathGetsAllThatFits() {
    String get = shortest().get(7);
    byte[] bytes = get.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(itemIn(node.send(bytes, VICTIM))).isFalse();
    assertThat(node.counters.get(DhtCounter.ITEMS_WITHHELD)).isEqualTo(1);
    node.server.proven(VICTIM.ip(), node.nowNanos);
    assertThat(itemIn(node.send(bytes, VICTIM))).isTrue();
    node.nowNanos += ReturnPaths.LIFETIME_NANOS;
    assertThat(itemIn(node.send(bytes, VICTIM))).isFalse();
    assertThat(itemIn(node.send(bytes, ALICE))).as("for a while only").isFalse();
  }

  @Test
  void ourOwnGetIsLongEnoughForTheLargestItem() {
    assertThat(itemIn(node.send(new Query.Get(LARGE.target(), null, null), VICTIM))).isTrue();
  }

  private static boolean itemIn(@Nullable KrpcMessage reply) {
    return reply instanceof KrpcResponse response && response.answer().item() != null;
  }
}
