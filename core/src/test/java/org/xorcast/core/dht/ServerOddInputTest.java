package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.xorcast.core.dht.ServedNode.ALICE;
import static org.xorcast.core.dht.ServedNode.CLIENT;
import static org.xorcast.core.dht.ServedNode.bytes;
import static org.xorcast.core.dht.ServedNode.errorOf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.Query;
import org.xorcast.core.krpc.Want;

/** What real clients send besides what the BEPs say, and what the BEPs say about it. */
class ServerOddInputTest {
  private static final String ME = "2:id20:abcdefghij0123456789";
  private static final String ABOUT = "20:mnopqrstuvwxyz123456";
  private static final NodeId TARGET =
      NodeId.fromBytes("mnopqrstuvwxyz123456".getBytes(StandardCharsets.US_ASCII));

  private final ServedNode node = new ServedNode();

  @Test
  void unknownMethodsWithTargetAreAnsweredLikeFindNode() {
    Answer asked = node.ask(new Query.FindNode(TARGET, null), ALICE);
    assertThat(node.ask(new Query.Unknown("vote", TARGET, null), ALICE)).isEqualTo(asked);
    assertThat(node.send("d1:ad" + ME + "9:info_hash" + ABOUT + "e1:q4:vote1:t2:aa1:y1:qe"))
        .isInstanceOfSatisfying(
            KrpcResponse.class, reply -> assertThat(reply.answer()).isEqualTo(asked));
  }

  @Test
  void otherFaultsHaveTheirErrorCode() {
    String end = "1:t2:aa1:y1:qe";
    assertThat(errorOf(node.send("d1:ad" + ME + "e1:q4:vote" + end))).isEqualTo(204);
    assertThat(errorOf(node.send("d1:ad" + ME + "e1:q9:find_node" + end))).isEqualTo(203);
    assertThat(errorOf(node.send("d1:ad2:id5:abcdee1:q4:ping" + end))).isEqualTo(203);
    assertThat(errorOf(node.send("d1:ade1:q4:ping1:t10:0123456789" + "1:y1:qe"))).isEqualTo(203);
    assertThat(errorOf(node.send("d1:q4:ping" + end))).isEqualTo(203);
    assertThat(node.errorOf(new Query.AnnouncePeer(TARGET, 1, false, false, bytes("bad")), ALICE))
        .isEqualTo(203);
  }

  @Test
  void withoutTransactionTheReplyHasAnEmptyOne() {
    KrpcMessage reply = node.send("d1:ad" + ME + "e1:q4:ping1:y1:qe");
    assertThat(Objects.requireNonNull(reply).transaction().length()).isZero();
    assertThat(errorOf(reply)).isZero();
  }

  @Test
  void transactionsOfAnyLengthComeBack() {
    for (int length = 0; length <= KrpcMessage.TRANSACTION_MAX_BYTES; length++) {
      String t = "t".repeat(length);
      KrpcMessage reply = node.send("d1:ad" + ME + "e1:q4:ping1:t" + length + ":" + t + "1:y1:qe");
      assertThat(Objects.requireNonNull(reply).transaction()).isEqualTo(bytes(t));
    }
  }

  @Test
  void keysInAnyOrderAreAnsweredAndTrailingBytesAreNot() {
    assertThat(errorOf(node.send("d1:y1:q1:q4:ping1:t2:aa1:ad" + ME + "ee"))).isZero();
    assertThat(node.send("d1:ad" + ME + "e1:q4:ping1:t2:aa1:y1:qeX")).isNull();
    assertThat(node.send("d1:ad" + ME + "e1:q4:ping1:t2:aa1:y1:q")).isNull();
  }

  @Test
  void tellsTheSenderHowItIsSeen() {
    KrpcResponse reply = (KrpcResponse) node.send(new Query.Ping(), ALICE);
    assertThat(Objects.requireNonNull(reply).observed()).isEqualTo(ALICE);
    assertThat(reply.version()).isEqualTo(KrpcMessage.VERSION);
  }

  @Test
  void nodesAreOfTheFamiliesThatAreWanted() {
    Answer own = node.ask(new Query.FindNode(TARGET, null), ALICE);
    assertThat(own.nodes()).hasSize(8);
    assertThat(own.nodes6()).isNull();
    Answer own6 = node.ask(new Query.FindNode(TARGET, null), ServedNode.ipv6(1, 1));
    assertThat(own6.nodes()).isNull();
    assertThat(own6.nodes6()).hasSize(8);
    for (Query query :
        List.of(
            new Query.FindNode(TARGET, Want.BOTH),
            new Query.GetPeers(TARGET, false, false, Want.BOTH),
            new Query.Get(TARGET, null, Want.BOTH),
            new Query.SampleInfohashes(TARGET, Want.BOTH),
            new Query.GetSignedPeers(TARGET, Want.BOTH))) {
      Answer both = node.ask(query, ALICE);
      assertThat(both.nodes()).hasSize(8);
      assertThat(both.nodes6()).isNotEmpty();
    }
  }

  @Test
  void readOnlySendersAreServedAndReadOnlyServersAreSilent() {
    byte[] query = new KrpcQuery(bytes("aa"), CLIENT, new Query.Ping(), true, null, null).encode();
    assertThat(errorOf(node.send(query, ALICE))).isZero();
    node.server.setReadOnly(true);
    assertThat(node.send(query, ALICE)).isNull();
    assertThat(node.send("d1:q4:ping1:t2:aa1:y1:qe")).isNull();
    node.server.setReadOnly(false);
    assertThat(errorOf(node.send(query, ALICE))).isZero();
  }

  @Test
  void ourOwnIdIsAReflection() {
    byte[] reflected =
        new KrpcQuery(bytes("aa"), ServedNode.SELF, new Query.Ping(), false, null, null).encode();
    assertThat(node.send(reflected, ALICE)).isNull();
    assertThat(node.counters.get(DhtCounter.REFLECTED)).isEqualTo(1);
    node.server.setSelf(CLIENT);
    assertThat(errorOf(node.send(reflected, ALICE))).isZero();
  }

  @Test
  void topicsThatWeAreNotInAreRefusedUnderTheirTag() {
    byte[] query =
        new KrpcQuery(bytes("aa"), CLIENT, new Query.Ping(), false, TARGET, null).encode();
    KrpcMessage reply = node.send(query, ALICE);
    assertThat(errorOf(reply)).isEqualTo(201);
    assertThat(Objects.requireNonNull(reply).topic()).isEqualTo(TARGET);
  }
}
