package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xorcast.core.dht.ServedNode.ALICE;
import static org.xorcast.core.dht.ServedNode.BOB;
import static org.xorcast.core.dht.ServedNode.CLIENT;
import static org.xorcast.core.dht.ServedNode.bytes;
import static org.xorcast.core.dht.ServedNode.errorOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.AddressPolicy;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.KrpcError;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.Query;

/** What a subscriber says to others under a topic's tag, and what it makes of what they say. */
class TopicAnswersTest {
  private static final Identity AUTHOR = TestKeys.identity(1);
  private static final Bytes SALT = bytes("news");
  private static final NodeId TOPIC = MutableItem.target(AUTHOR.peerId(), SALT);

  private final ServedNode node = new ServedNode();
  private final List<KrpcQuery> sent = new ArrayList<>();
  private final List<MutableItem> values = new ArrayList<>();

  private final TopicEffects effects =
      new TopicEffects() {
        @Override
        public void send(Endpoint to, byte[] datagram) {
          sent.add((KrpcQuery) KrpcMessage.decode(datagram));
        }

        @Override
        public void rendezvous(NodeId topic) {
          assertThat(topic).isEqualTo(TOPIC);
        }

        @Override
        public void newest(NodeId topic, MutableItem item) {
          values.add(item);
        }
      };

  @BeforeEach
  void subscribe() {
    node.server.topics().subscribe(AUTHOR.peerId(), SALT, new AddressPolicy(false, false));
    wake();
  }

  private void wake() {
    sent.clear();
    node.server.topics().wake(node.nowNanos, effects);
  }

  private static MutableItem item(long seq) {
    return MutableItem.sign(AUTHOR, SALT, seq, bytes("i" + seq + "e"));
  }

  private @Nullable KrpcMessage send(Query query, Endpoint from) {
    KrpcQuery tagged = new KrpcQuery(bytes("aa"), CLIENT, query, false, TOPIC, null);
    KrpcMessage reply = node.send(tagged.encode(), from);
    assertThat(Objects.requireNonNull(reply).topic()).as("the tag comes back").isEqualTo(TOPIC);
    return reply;
  }

  private Answer ask(Query query, Endpoint from) {
    return ((KrpcResponse) Objects.requireNonNull(send(query, from))).answer();
  }

  private Answer get(@Nullable Long seq) {
    return ask(new Query.Get(TOPIC, seq, null), ALICE);
  }

  private int put(MutableItem item) {
    Bytes token = Objects.requireNonNull(get(null).token());
    return errorOf(send(new Query.PutMutable(token, item, null), ALICE));
  }

  @Test
  void answersWhatIsAllowedInATopic() {
    assertThat(errorOf(send(new Query.Ping(), ALICE))).isZero();
    assertThat(ask(new Query.FindNode(CLIENT, null), ALICE).nodes())
        .as("of the topic, not of the main DHT")
        .isEmpty();
    assertThat(get(null).item()).isNull();
    assertThat(put(item(5))).isZero();
    assertThat(get(null).item()).isEqualTo(Answer.Item.of(item(5), null));
    assertThat(get(5L).item()).isEqualTo(new Answer.Item(null, null, 5L, null));
  }

  @Test
  void refusesWhatIsNot() {
    Bytes token = Objects.requireNonNull(get(null).token());
    MutableItem other = MutableItem.sign(AUTHOR, bytes("other"), 1, bytes("i1e"));
    for (Query query :
        List.of(
            new Query.GetPeers(TOPIC, false, false, null),
            new Query.AnnouncePeer(TOPIC, 1, true, false, token),
            new Query.Get(CLIENT, null, null),
            new Query.PutImmutable(token, bytes("i1e")),
            new Query.PutMutable(token, other, null),
            new Query.SampleInfohashes(TOPIC, null),
            new Query.GetSignedPeers(TOPIC, null),
            new Query.Unknown("vote", TOPIC, null))) {
      assertThat(errorOf(send(query, ALICE))).as(query.toString()).isEqualTo(203);
    }
    assertThat(node.ask(new Query.Get(TOPIC, null, null), ALICE).item())
        .as("the main DHT knows nothing of it")
        .isNull();
  }

  @Test
  void putsHaveTheErrorsOfBep44() {
    assertThat(put(item(5))).isZero();
    assertThat(put(item(4))).isEqualTo(302);
    assertThat(put(item(5))).isZero();
    MutableItem forged =
        new MutableItem(AUTHOR.peerId(), SALT, 6, bytes("i6e"), item(5).signature());
    assertThat(put(forged)).isEqualTo(206);
    assertThat(errorOf(send(new Query.PutMutable(bytes("bad"), item(6), null), ALICE)))
        .isEqualTo(203);
    wake();
    assertThat(values).containsExactly(item(5));
    assertThat(node.signaturesChecked).as("5 once, and 6").isEqualTo(2);
  }

  /** Answers the last query that was sent to Bob, as Bob. */
  private void reply(Answer answer, @Nullable NodeId tag) {
    Bytes transaction = sent.getLast().transaction();
    receive(new KrpcResponse(transaction, answer, null, tag, null).encode(), BOB);
  }

  private void receive(byte[] datagram, Endpoint from) {
    KrpcMessage message = KrpcMessage.decode(datagram);
    if (message.topic() != null) {
      node.server.topics().received(message, from, node.nowNanos);
    }
    wake();
  }

  private void meetBob() {
    node.server.topics().found(TOPIC, List.of(BOB), node.nowNanos);
    wake();
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().topic()).isEqualTo(TOPIC);
    assertThat(sent.getFirst().query()).isEqualTo(new Query.Get(TOPIC, null, null));
  }

  @Test
  void onlyWhoAnswersUnderTheTagBecomesANeighbour() {
    meetBob();
    Bytes transaction = sent.getLast().transaction();
    Answer answer = Answer.of(CLIENT).withToken(bytes("token"));
    receive(new KrpcResponse(transaction, answer, null, null, null).encode(), BOB);
    receive(new KrpcResponse(transaction, answer, null, CLIENT, null).encode(), BOB);
    receive(new KrpcResponse(transaction, answer, null, TOPIC, null).encode(), ALICE);
    receive(new KrpcResponse(bytes("other"), answer, null, TOPIC, null).encode(), BOB);
    assertThat(node.server.topics().neighbours(TOPIC)).isZero();
    receive(new KrpcResponse(transaction, answer, null, TOPIC, null).encode(), BOB);
    assertThat(node.server.topics().neighbours(TOPIC)).isEqualTo(1);
  }

  @Test
  void askingUsTwiceMakesNobodyANeighbour() {
    for (int i = 0; i < 3; i++) {
      assertThat(errorOf(send(new Query.Ping(), BOB))).isZero();
      wake();
    }
    assertThat(node.server.topics().neighbours(TOPIC)).isZero();
  }

  @Test
  void newerValuesAreTakenFromRepliesAndForgedOnesAreNot() {
    meetBob();
    MutableItem forged =
        new MutableItem(AUTHOR.peerId(), SALT, 9, bytes("i9e"), item(1).signature());
    reply(Answer.of(CLIENT).withItem(Answer.Item.of(forged, null)), TOPIC);
    assertThat(values).isEmpty();
    node.nowNanos += Topic.POLL_NANOS * 2;
    wake();
    reply(Answer.of(CLIENT).withItem(Answer.Item.of(item(3), null)), TOPIC);
    assertThat(values).containsExactly(item(3));
  }

  @Test
  void whatIsPublishedIsPutWithTheTokenOfTheLastPoll() {
    meetBob();
    reply(Answer.of(CLIENT).withToken(bytes("token")), TOPIC);
    reply(Answer.of(CLIENT), TOPIC); // to find_node
    assertThat(node.server.topics().offer(item(1))).isTrue();
    wake();
    assertThat(sent)
        .extracting(KrpcQuery::query)
        .containsExactly(new Query.PutMutable(bytes("token"), item(1), null));
    reply(Answer.of(CLIENT), TOPIC);
    assertThat(sent).as("he has it").isEmpty();
    assertThat(node.server.topics().offer(item(1))).as("not newer").isFalse();
    node.nowNanos += Topic.TOKEN_NANOS + 1;
    assertThat(node.server.topics().offer(item(2))).isTrue();
    wake();
    assertThat(sent)
        .as("an old token is of no use")
        .extracting(KrpcQuery::query)
        .containsExactly(new Query.Get(TOPIC, 2L, null));
  }

  @Test
  void aPutThatTellsNothingNewIsAnsweredWithOurSequence() {
    Bytes token = Objects.requireNonNull(get(null).token());
    Query put = new Query.PutMutable(token, item(5), null);
    assertThat(ask(put, ALICE).item()).isNull();
    assertThat(ask(put, ALICE).item()).isEqualTo(new Answer.Item(null, null, 5L, null));
  }

  @Test
  void whoHadTheLastValueAlreadyIsAskedBeforeHeIsSentTheNext() {
    meetBob();
    reply(Answer.of(CLIENT).withToken(bytes("token")), TOPIC);
    reply(Answer.of(CLIENT), TOPIC); // to find_node
    node.server.topics().offer(item(1));
    wake();
    Answer.Item had = new Answer.Item(null, null, 1L, null);
    reply(Answer.of(CLIENT).withItem(had), TOPIC);
    node.server.topics().offer(item(2));
    wake();
    assertThat(sent).as("he will have it from others").isEmpty();
    node.pass(Duration.ofSeconds(1));
    wake();
    assertThat(sent).extracting(KrpcQuery::query).containsExactly(new Query.Get(TOPIC, 2L, null));
    reply(Answer.of(CLIENT).withToken(bytes("token")).withItem(had), TOPIC);
    assertThat(sent)
        .as("he has not")
        .extracting(KrpcQuery::query)
        .containsExactly(new Query.PutMutable(bytes("token"), item(2), null));
    reply(Answer.of(CLIENT), TOPIC);
    node.server.topics().offer(item(3));
    wake();
    assertThat(sent)
        .as("so he is sent the next at once")
        .extracting(KrpcQuery::query)
        .containsExactly(new Query.PutMutable(bytes("token"), item(3), null));
  }

  @Test
  void whoClaimsToHaveMoreIsAskedForItAndStillGetsWhatIsPublished() {
    meetBob();
    reply(Answer.of(CLIENT).withToken(bytes("token")), TOPIC);
    reply(Answer.of(CLIENT), TOPIC); // to find_node
    assertThat(sent).isEmpty();
    ask(new Query.Get(TOPIC, Long.MAX_VALUE, null), BOB);
    wake();
    assertThat(sent).extracting(KrpcQuery::query).containsExactly(new Query.Get(TOPIC, null, null));
    reply(Answer.of(CLIENT).withToken(bytes("token")), TOPIC);
    assertThat(node.server.topics().offer(item(1))).isTrue();
    wake();
    assertThat(sent)
        .extracting(KrpcQuery::query)
        .containsExactly(new Query.PutMutable(bytes("token"), item(1), null));
  }

  @Test
  void whoRefusesATokenIsAskedForANewOneAFewTimes() {
    meetBob();
    reply(Answer.of(CLIENT).withToken(bytes("token")), TOPIC);
    reply(Answer.of(CLIENT), TOPIC); // to find_node
    assertThat(node.server.topics().offer(item(1))).isTrue();
    wake();
    int queries = 0;
    while (!sent.isEmpty() && queries < 100) {
      queries++;
      Bytes transaction = sent.getLast().transaction();
      if (sent.getLast().query() instanceof Query.PutMutable) {
        receive(new KrpcError(transaction, 203, "bad token", null, TOPIC, null).encode(), BOB);
      } else {
        reply(Answer.of(CLIENT).withToken(bytes("token")), TOPIC);
      }
    }
    assertThat(queries).isLessThan(10);
  }

  @Test
  void whatIsNotOfTheTopicIsNotPublished() {
    MutableItem forged =
        new MutableItem(AUTHOR.peerId(), SALT, 9, bytes("i9e"), item(1).signature());
    assertThatThrownBy(() -> node.server.topics().offer(forged))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            node.server.topics().offer(MutableItem.sign(AUTHOR, bytes("other"), 1, bytes("i1e"))))
        .isFalse();
    node.server.topics().unsubscribe(TOPIC);
    assertThat(node.server.topics().offer(item(1))).isFalse();
  }

  @Test
  void topicsAreBounded() {
    for (int i = 1; i < Topics.TOPICS_MAX; i++) {
      node.server
          .topics()
          .subscribe(AUTHOR.peerId(), bytes("topic " + i), new AddressPolicy(false, false));
    }
    assertThatThrownBy(() ->
            node.server
                .topics()
                .subscribe(AUTHOR.peerId(), bytes("one more"), new AddressPolicy(false, false)))
        .isInstanceOf(IllegalStateException.class);
  }
}
