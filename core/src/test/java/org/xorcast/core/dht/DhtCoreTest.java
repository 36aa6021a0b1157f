package org.xorcast.core.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.AddressPolicy;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.ImmutableItem;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.krpc.NodeContact;
import org.xorcast.core.krpc.Query;

/** One node of the DHT, and what strangers can make it believe. */
class DhtCoreTest {
  private static final Endpoint OWN = Endpoint.ofIpv4(0x0b000001, 6881);
  private static final Endpoint OTHER = Endpoint.ofIpv4(0x0c000001, 6881);
  private static final Endpoint THIRD = Endpoint.ofIpv4(0x0d000001, 6881);
  private static final NodeId OTHER_ID = new Rng(7).nextNodeId();

  private final Recorded out = new Recorded();
  private DhtCore core = core(DhtConfig.Mode.SERVER);
  private long now;

  /** What the core wants done. */
  private static final class Recorded implements DhtEffects {
    record Sent(Endpoint to, Bytes datagram) {}

    final List<Sent> sent = new ArrayList<>();
    final List<DhtResult> results = new ArrayList<>();

    @Override
    public void send(Endpoint to, byte[] datagram) {
      sent.add(new Sent(to, Bytes.wrap(datagram)));
    }

    @Override
    public void found(long ticket, DhtResult part) {}

    @Override
    public void done(long ticket, DhtResult result) {
      results.add(result);
    }

    @Override
    public void newest(NodeId topic, MutableItem item) {}

    @Override
    public void renamed(NodeId id) {}

    /** The last question to {@code to}. */
    KrpcQuery asked(Endpoint to) {
      return sent.stream()
          .filter(each -> each.to.equals(to))
          .map(each -> KrpcMessage.decode(each.datagram.unwrap()))
          .filter(KrpcQuery.class::isInstance)
          .map(KrpcQuery.class::cast)
          .reduce((first, second) -> second)
          .orElseThrow();
    }

    boolean hasAsked(Endpoint to) {
      return sent.stream()
          .filter(each -> each.to.equals(to))
          .anyMatch(each -> KrpcMessage.decode(each.datagram.unwrap()) instanceof KrpcQuery);
    }
  }

  private static DhtCore core(DhtConfig.Mode mode) {
    DhtConfig config =
        new DhtConfig(
            List.of(OWN), true, false, new AddressPolicy(false, false), mode, ServerLimits.local());
    return new DhtCore(
        new Rng(1).nextNodeId(), config, new byte[16], TestKeys.verifier(), 0, new Rng(2));
  }

  @BeforeEach
  void start() {
    core.start(List.of(), List.of(), now, out);
  }

  private void pass(Duration duration) {
    long until = now + duration.toNanos();
    while (core.nextDeadlineNanos() <= until) {
      now = Math.max(now, core.nextDeadlineNanos());
      core.wake(now, out);
    }
    now = until;
  }

  private void receive(Endpoint from, byte[] datagram) {
    core.received(from, datagram, now, out);
  }

  private static byte[] query(NodeId from, boolean readOnly) {
    Bytes transaction = Bytes.wrap(new byte[] {1, 2});
    Query find = new Query.FindNode(new Rng(9).nextNodeId(), null);
    return new KrpcQuery(transaction, from, find, readOnly, null, null).encode();
  }

  private void answer(Endpoint from, KrpcQuery query, NodeId id) {
    receive(from, new KrpcResponse(query.transaction(), Answer.of(id), OWN, null, null).encode());
  }

  /** Makes {@code OTHER} a verified node. */
  private void befriend() {
    receive(OTHER, query(OTHER_ID, false));
    pass(Duration.ofSeconds(1));
    answer(OTHER, out.asked(OTHER), OTHER_ID);
    assertThat(core.table()).containsExactly(new NodeContact(OTHER_ID, OTHER));
  }

  @Test
  void whoAsksIsAskedAndStandsInTheTableWhenHeHasAnswered() {
    befriend();
  }

  /** libtorrent 2.0.8 takes who calls twice into its table, and hands him on to others. */
  @Test
  void whoCallsAHundredTimesAndNeverAnswersIsNamedToNobody() {
    for (int i = 0; i < 100; i++) {
      receive(OTHER, query(OTHER_ID, false));
      pass(Duration.ofSeconds(2));
    }
    assertThat(out.hasAsked(OTHER)).isTrue();
    assertThat(core.table()).isEmpty();
    receive(THIRD, query(new Rng(8).nextNodeId(), true));
    KrpcResponse reply = (KrpcResponse) KrpcMessage.decode(out.sent.getLast().datagram().unwrap());
    assertThat(out.sent.getLast().to()).isEqualTo(THIRD);
    assertThat(reply.answer().nodes()).isEmpty();
  }

  @Test
  void anAnswerCountsOnlyFromWhereItWasAskedForWithItsTransactionAndId() {
    receive(OTHER, query(OTHER_ID, false));
    pass(Duration.ofSeconds(1));
    KrpcQuery asked = out.asked(OTHER);
    answer(THIRD, asked, OTHER_ID);
    assertThat(core.table()).isEmpty();
    KrpcQuery forged =
        new KrpcQuery(
            Bytes.wrap(new byte[] {0, 0, 0, 0}), OTHER_ID, new Query.Ping(), false, null, null);
    answer(OTHER, forged, OTHER_ID);
    assertThat(core.table()).isEmpty();
    assertThat(core.counters().get(DhtCounter.UNASKED)).isEqualTo(2);
    answer(OTHER, asked, core.self());
    assertThat(core.table()).isEmpty();
  }

  @Test
  void anotherIdAtAnAddressTakesThePlaceOfTheOldOne() {
    befriend();
    NodeId newId = new Rng(11).nextNodeId();
    core.handle(1, new DhtCommand.Ping(OTHER), 1, now, out);
    answer(OTHER, out.asked(OTHER), newId);
    assertThat(core.table()).containsExactly(new NodeContact(newId, OTHER));
  }

  @Test
  void readOnlyNodesAreAnsweredAndNotAsked() {
    receive(OTHER, query(OTHER_ID, true));
    assertThat(out.sent).hasSize(1);
    pass(Duration.ofMinutes(5));
    assertThat(out.hasAsked(OTHER)).isFalse();
  }

  @Test
  void aClientAnswersNobodyUntilSomebodyHasGotThroughToIt() {
    core = core(DhtConfig.Mode.CLIENT);
    core.start(List.of(), List.of(), now, out);
    receive(OTHER, query(OTHER_ID, false));
    assertThat(out.sent).isEmpty();

    core = core(DhtConfig.Mode.ADAPTIVE);
    core.start(List.of(), List.of(), now, out);
    assertThat(core.isReadOnly()).isTrue();
    receive(OTHER, query(OTHER_ID, false));
    assertThat(core.isReadOnly()).isFalse();
    assertThat(out.sent).hasSize(1);
  }

  @Test
  void addressesThatNobodyHasAreNotListenedTo() {
    receive(Endpoint.ofIpv4(0x7f000001, 6881), query(OTHER_ID, false));
    receive(Endpoint.ofIpv4(0xc0a80001, 6881), query(OTHER_ID, false));
    assertThat(out.sent).isEmpty();
    assertThat(core.counters().get(DhtCounter.MARTIANS)).isEqualTo(2);
  }

  @Test
  void silenceOfAllSaysNothingAboutAnybody() {
    befriend();
    pass(Duration.ofHours(3));
    assertThat(core.table()).hasSize(1);
  }

  @Test
  void bootstrapNodesAreAskedAgainEverLessOften() {
    out.sent.clear();
    core.addBootstrap(OTHER, now);
    pass(Duration.ofMinutes(10));
    long asked = out.sent.stream().filter(each -> each.to().equals(OTHER)).count();
    assertThat(asked).isBetween(6L, 14L);
  }

  @Test
  void aLookupWithNobodyToAskFailsInWords() {
    core.handle(1, new DhtCommand.GetImmutable(OTHER_ID), 1, now, out);
    assertThat(out.results).containsExactly(new DhtResult.Failed("no node of the DHT answered"));
  }

  @Test
  void whatOthersHaveStoredHereIsFoundToo() {
    befriend();
    Bytes value = Bytes.wrap("4:here".getBytes(StandardCharsets.US_ASCII));
    NodeId target = ImmutableItem.target(value);
    Bytes transaction = Bytes.wrap(new byte[] {3});
    Query get = new Query.Get(target, null, null);
    receive(OTHER, new KrpcQuery(transaction, OTHER_ID, get, false, null, null).encode());
    KrpcResponse reply = (KrpcResponse) KrpcMessage.decode(out.sent.getLast().datagram().unwrap());
    Bytes token = Objects.requireNonNull(reply.answer().token());
    Query put = new Query.PutImmutable(token, value);
    receive(OTHER, new KrpcQuery(transaction, OTHER_ID, put, false, null, null).encode());
    core.handle(1, new DhtCommand.GetImmutable(target), 1, now, out);
    assertThat(((DhtResult.Immutable) out.results.getFirst()).value()).isEqualTo(value);
  }

  @Test
  void anItemThatIsNotWhatWasAskedForIsNotBelieved() {
    befriend();
    core.handle(1, new DhtCommand.GetImmutable(new Rng(5).nextNodeId()), 1, now, out);
    KrpcQuery asked = out.asked(OTHER);
    Bytes wrong = Bytes.wrap("5:wrong".getBytes(StandardCharsets.US_ASCII));
    Answer answer = Answer.of(OTHER_ID).withItem(new Answer.Item(wrong, null, null, null));
    receive(OTHER, new KrpcResponse(asked.transaction(), answer, OWN, null, null).encode());
    assertThat(core.counters().get(DhtCounter.FALSE_ITEMS)).isEqualTo(1);
    assertThat(((DhtResult.Immutable) out.results.getFirst()).value()).isNull();
  }

  @Test
  void noAddressIsAskedMoreThanThirtyTimesInTenSeconds() {
    befriend();
    out.sent.clear();
    for (int i = 1; i <= 60; i++) {
      core.handle(i, new DhtCommand.FindNode(new Rng(i).nextNodeId()), 1, now, out);
    }
    pass(Duration.ofSeconds(10));
    assertThat(out.sent.stream().filter(each -> each.to().equals(OTHER)).count())
        .isBetween(10L, 30L);
    assertThat(core.counters().get(DhtCounter.HELD_BACK)).isPositive();
  }

  private DhtResult findThroughTheOnlyNode(Duration itsDelay, int lost) {
    core = core(DhtConfig.Mode.CLIENT);
    core.start(List.of(OTHER), List.of(), now, out);
    core.handle(1, new DhtCommand.FindNode(new Rng(9).nextNodeId()), 1, now, out);
    for (int i = 0; i < lost; i++) {
      out.sent.clear();
      pass(Duration.ofSeconds(1));
    }
    KrpcQuery asked = out.asked(OTHER);
    pass(itsDelay);
    answer(OTHER, asked, OTHER_ID);
    pass(Duration.ofSeconds(10));
    return out.results.getFirst();
  }

  @Test
  void theOnlyNodeMayTakeItsTime() {
    assertThat(findThroughTheOnlyNode(Duration.ofSeconds(3), 0))
        .isInstanceOf(DhtResult.Nodes.class);
  }

  @Test
  void aQuestionThatGotLostIsAskedAgainWhileNobodyHasAnswered() {
    assertThat(findThroughTheOnlyNode(Duration.ZERO, 1)).isInstanceOf(DhtResult.Nodes.class);
  }

  @Test
  void aNodeThatIsKnownMayTakeItsTimeToo() {
    befriend();
    core.handle(1, new DhtCommand.FindNode(new Rng(9).nextNodeId()), 1, now, out);
    KrpcQuery asked = out.asked(OTHER);
    pass(Duration.ofSeconds(3));
    answer(OTHER, asked, OTHER_ID);
    pass(Duration.ofSeconds(10));
    assertThat(out.results.getFirst()).isInstanceOf(DhtResult.Nodes.class);
  }
}
