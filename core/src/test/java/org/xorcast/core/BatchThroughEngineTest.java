package org.xorcast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xorcast.core.cast.CastConfig;
import org.xorcast.core.cast.Rate;
import org.xorcast.core.cast.RateLimits;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Judgement;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.MessageId;

/** When messages are signed together, and what becomes of them; time stands still by itself. */
class BatchThroughEngineTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long LINK = 1;
  private static final byte PUSH = 0x10;

  private final RecordedEffects aliceOut = new RecordedEffects();
  private final RecordedEffects bobOut = new RecordedEffects();

  /** The records' first bytes, in the order in which they were pushed. */
  private final List<Integer> formats = new ArrayList<>();

  private Engine alice = engine(1, RateLimits.DEFAULT);
  private Engine bob = engine(2, RateLimits.DEFAULT);
  private UnaryOperator<byte[]> tamper = UnaryOperator.identity();
  private boolean deaf;
  private long now;
  private long tickets;

  private static Engine engine(int number, RateLimits limits) {
    CastConfig cast = CastConfig.DEFAULT.withLimits(limits);
    return new Engine(
        TestKeys.identity(number),
        TestKeys.verifier(),
        "test",
        new EngineConfig(EngineConfig.DEFAULT.overlay(), cast),
        1_000_000_000,
        number);
  }

  @BeforeEach
  void connect() {
    Endpoint here = Endpoint.ofIpv4(0x0a000001, 4001);
    alice.handle(new Event.Start(List.of(here), List.of(), List.of()), now, aliceOut);
    bob.handle(new Event.Start(List.of(here), List.of(), List.of()), now, bobOut);
    alice.handle(new Event.LinkUp(LINK, bob.self(), here, true), now, aliceOut);
    bob.handle(new Event.LinkUp(LINK, alice.self(), here, false), now, bobOut);
    exchange();
  }

  private void exchange() {
    while (!aliceOut.sent.isEmpty() || !bobOut.sent.isEmpty()) {
      List<RecordedEffects.Sent> toBob = new ArrayList<>(aliceOut.sent);
      List<RecordedEffects.Sent> toAlice = new ArrayList<>(bobOut.sent);
      aliceOut.sent.clear();
      bobOut.sent.clear();
      for (RecordedEffects.Sent sent : toBob) {
        byte[] frame = sent.frame().unwrap();
        if (frame[0] == PUSH) {
          formats.add(frame[5] & 0xff);
          frame = tamper.apply(frame.clone());
        }
        if (!deaf || frame[0] < PUSH) {
          bob.handle(new Event.Received(LINK, Bytes.wrap(frame)), now, bobOut);
        }
      }
      for (RecordedEffects.Sent sent : toAlice) {
        alice.handle(new Event.Received(LINK, sent.frame()), now, aliceOut);
      }
    }
  }

  private void publish(int bytes) {
    publish(new Event.Publish(++tickets, null, Bytes.wrap(payload(tickets, bytes))));
  }

  private void publish(Event.Publish event) {
    alice.handle(event, now, aliceOut);
    exchange();
  }

  private static byte[] payload(long number, int bytes) {
    byte[] payload = new byte[bytes];
    Arrays.fill(payload, (byte) number);
    return payload;
  }

  private void pass(long nanos) {
    long until = now + nanos;
    while (true) {
      long next = Math.min(alice.nextDeadlineNanos(), bob.nextDeadlineNanos());
      if (next > until) {
        break;
      }
      now = Math.max(now, next);
      alice.handle(new Event.Wake(), now, aliceOut);
      bob.handle(new Event.Wake(), now, bobOut);
      exchange();
    }
    now = until;
  }

  private void assertAllArrived(int count) {
    assertThat(bobOut.delivered)
        .extracting(Delivery::sequence)
        .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
    List<MessageId> ids = bobOut.delivered.stream().map(Delivery::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(aliceOut.published)
        .extracting(RecordedEffects.Published::id)
        .containsExactlyElementsOf(ids);
    assertThat(aliceOut.published)
        .extracting(RecordedEffects.Published::sequence)
        .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
  }

  @Test
  void whoPublishesNowAndThenNeverWaits() {
    for (int i = 0; i < 20; i++) {
      publish(100);
      assertThat(aliceOut.published).hasSize(i + 1);
      pass(5 * MILLI); // Bob's answer waits 12 ms for company, so some are not answered yet.
    }
    assertThat(formats).hasSize(20).containsOnly(0x20);
    assertThat(aliceOut.gathered).isEmpty();
    assertAllArrived(20);
  }

  @Test
  void whatFollowsCloselyIsSignedTogetherAfterFiveMilliseconds() {
    for (int i = 1; i <= 10; i++) {
      publish(i);
    }
    assertThat(formats).containsExactly(0x20);
    assertThat(aliceOut.gathered)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(2, 10)
                .mapToObj(n -> new RecordedEffects.Gathered(n, n))
                .toList());
    assertThat(aliceOut.published).hasSize(1);
    pass(5 * MILLI - 1);
    assertThat(bobOut.delivered).hasSize(1);
    pass(1);
    assertThat(formats).containsExactly(0x20, 0x40);
    assertAllArrived(10);
    for (int i = 0; i < 10; i++) {
      Delivery delivery = bobOut.delivered.get(i);
      assertThat(delivery.toByteArray()).isEqualTo(payload(i + 1, i + 1));
      assertThat(delivery.publisher()).isEqualTo(alice.self());
    }
    assertThat(bob.counters().get(Counter.DELIVERED)).isEqualTo(10);
  }

  @Test
  void theAnswerToTheMessageBeforeSendsThem() {
    publish(100);
    pass(11 * MILLI);
    publish(
        new Event.Publish(++tickets, null, "named goes at once", Bytes.wrap(new byte[9]), null));
    publish(100);
    publish(100);
    assertThat(formats).containsExactly(0x20, 0x21);
    pass(MILLI); // Bob's answers to both are due 12 ms after the first.
    assertThat(formats).containsExactly(0x20, 0x21, 0x40);
    assertAllArrived(4);
  }

  @Test
  void aSingleOneThatWaitedIsAnOrdinaryMessage() {
    publish(100);
    publish(100);
    pass(5 * MILLI);
    assertThat(formats).containsExactly(0x20, 0x20);
    assertAllArrived(2);
  }

  @Test
  void commandsThatPressOneAnotherAreOneBatchFromTheFirstOn() {
    for (int i = 1; i <= 5; i++) {
      Bytes payload = Bytes.wrap(payload(i, 10));
      alice.handle(
          new Event.Publish(++tickets, null, null, null, payload, null, i < 5), now, aliceOut);
    }
    exchange();
    assertThat(formats).containsExactly(0x40);
    assertAllArrived(5);
  }

  @Test
  void namedLargeAndCountedMessagesAreSignedAloneAndKeepTheirPlace() {
    publish(100);
    publish(100);
    publish(new Event.Publish(++tickets, null, "a.txt", Bytes.wrap(new byte[10]), null));
    publish(100);
    publish(5000);
    publish(100);
    ReceiptRequest receipt = new ReceiptRequest(1000, false);
    publish(new Event.Publish(++tickets, null, null, Bytes.wrap(new byte[10]), receipt));
    assertThat(formats).containsExactly(0x20, 0x20, 0x21, 0x20, 0x20, 0x20, 0x28);
    assertAllArrived(7);
  }

  @Test
  void aFullBatchDoesNotWait() {
    publish(100);
    for (int i = 0; i < 300; i++) {
      publish(1);
    }
    assertThat(formats).containsExactly(0x20, 0x40);
    pass(5 * MILLI);
    for (int i = 0; i < 6; i++) {
      publish(4000);
    }
    assertThat(formats).containsExactly(0x20, 0x40, 0x40, 0x20, 0x40);
    pass(5 * MILLI);
    assertAllArrived(307);
  }

  /** Bob's answers come after 12 ms; until then he is left alone when he has eight to give. */
  @Test
  void whoHasManyToAnswerIsWaitedForLonger() {
    for (int i = 0; i < 1 + 7 * 4 + 1; i++) {
      publish(4000);
    }
    assertThat(formats).hasSize(8);
    pass(5 * MILLI);
    assertThat(formats).hasSize(8);
    publish(100);
    pass(7 * MILLI);
    assertThat(formats).hasSize(9).endsWith(0x40);
    assertAllArrived(31);
  }

  @Test
  void whoFillsABatchBehindEightUnansweredMessagesIsTooFast() {
    for (int i = 0; i < 1 + 7 * 4 + 4; i++) {
      publish(4000);
    }
    assertThat(aliceOut.refused).isEmpty();
    publish(4000);
    assertThat(aliceOut.refused)
        .containsExactly(new RecordedEffects.Refused(tickets, Refusal.BACKED_UP, 50 * MILLI));
    pass(12 * MILLI);
    publish(4000);
    pass(5 * MILLI);
    assertThat(aliceOut.refused).hasSize(1);
    assertThat(bobOut.delivered).hasSize(34);
  }

  @Test
  void nobodyIsWaitedForLongerThanASecond() {
    deaf = true;
    for (int i = 0; i < 1 + 7 * 4 + 1; i++) {
      publish(4000);
    }
    pass(1000 * MILLI);
    assertThat(aliceOut.published).hasSize(30);
  }

  @Test
  void whoLeavesTakesNothingAlong() {
    publish(100);
    publish(100);
    publish(100);
    alice.handle(new Event.Leave(), now, aliceOut);
    exchange();
    assertAllArrived(3);
  }

  @Test
  void whoJudgesSignsOneByOne() {
    alice.handle(new Event.Judge(null, 1000 * MILLI), now, aliceOut);
    for (int i = 0; i < 5; i++) {
      publish(100);
    }
    assertThat(formats).hasSize(5).containsOnly(0x20);
  }

  @Test
  void oneJudgementIsForAllThatWereSignedTogether() {
    bob.handle(new Event.Judge(null, 1000 * MILLI), now, bobOut);
    for (int i = 0; i < 5; i++) {
      publish(100);
    }
    pass(5 * MILLI);
    assertThat(bobOut.validated).hasSize(2);
    bob.handle(new Event.Judged(null, bobOut.validated.get(0), Judgement.IGNORE), now, bobOut);
    bob.handle(new Event.Judged(null, bobOut.validated.get(1), Judgement.ACCEPT), now, bobOut);
    assertThat(bobOut.delivered).extracting(Delivery::sequence).containsExactly(2L, 3L, 4L, 5L);
  }

  // ---- what liars and hasty publishers do -------------------------------------------------------

  private static int payloadStart(byte[] push) {
    return 5 + push[4];
  }

  @Test
  void anAlteredMessageOfABatchIsRefused() {
    tamper =
        frame -> {
          frame[frame.length - 1] ^= 1;
          return frame;
        };
    publishThree();
    assertThat(bobOut.delivered).isEmpty();
    assertThat(bob.counters().get(Counter.BAD_SIGNATURE)).isEqualTo(1);
  }

  @Test
  void aBatchWithoutItsLastMessageIsRefused() {
    tamper = frame -> Arrays.copyOf(frame, frame.length - 11);
    publishThree();
    assertThat(bobOut.delivered).isEmpty();
    assertThat(bob.counters().get(Counter.BAD_SIGNATURE)).isEqualTo(1);
  }

  @Test
  void aBatchThatIsCutIntoMoreMessagesIsRefused() {
    publish(10); // Or the fourth would have no sequence.
    pass(20 * MILLI);
    tamper =
        frame -> {
          frame[payloadStart(frame)] = 4; // 10 bytes become 4, a length of 3 and another 3 bytes ..
          frame[payloadStart(frame) + 5] = 5;
          return frame;
        };
    publishThree();
    assertThat(bobOut.delivered).hasSize(1);
    assertThat(bob.counters().get(Counter.BAD_SIGNATURE)).isEqualTo(1);
  }

  @Test
  void aMalformedBatchEndsTheLink() {
    tamper =
        frame -> {
          frame[payloadStart(frame)] = 0;
          return frame;
        };
    publishThree();
    assertThat(bobOut.delivered).isEmpty();
    assertThat(bobOut.closed)
        .contains(new RecordedEffects.Closed(LINK, CloseReason.PROTOCOL_ERROR));
  }

  private void publishThree() {
    for (int i = 1; i <= 3; i++) {
      Bytes payload = Bytes.wrap(payload(i, 10));
      alice.handle(
          new Event.Publish(++tickets, null, null, null, payload, null, i < 3), now, aliceOut);
    }
    exchange();
  }

  /** Limits count messages: a batch is no way around them. */
  @Test
  void batchesOverThePublishersRateAreRefusedByTheirNumberOfMessages() {
    Rate any = new Rate(1_000_000, 1_000_000);
    RateLimits usual = RateLimits.DEFAULT;
    alice =
        engine(
            1,
            new RateLimits(any, usual.publisherBytes(), usual.unwanted(), usual.announcements()));
    bob = engine(2, usual);
    connect();
    for (int i = 1; i <= 20_000; i++) {
      publish(1);
      if (i % 1500 == 0) {
        pass(15 * MILLI); // For Bob's answers; he allows 30 messages more in the time.
      }
    }
    assertThat(aliceOut.refused).isEmpty();
    assertThat(bob.counters().get(Counter.OVER_LIMIT)).isPositive();
    assertThat(bobOut.delivered).hasSizeBetween(9_500, 10_000 + 14 * 30);
  }

  @Test
  void whoseNeighboursDoNotTakeItIsToldSo() {
    deaf = true;
    for (int i = 0; i < 40 && aliceOut.refused.isEmpty(); i++) {
      publish(1 << 20);
    }
    assertThat(aliceOut.refused)
        .containsExactly(new RecordedEffects.Refused(tickets, Refusal.BACKED_UP, 50 * MILLI));
    // More than half of the room in the queue of the only neighbour.
    assertThat(aliceOut.published.size()).isBetween(32, 35);
    assertThat(alice.counters().get(Counter.PUSH_QUEUE_DROPPED)).isZero();
  }
}
