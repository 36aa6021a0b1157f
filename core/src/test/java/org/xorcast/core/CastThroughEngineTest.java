package org.xorcast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xorcast.core.cast.CastConfig;
import org.xorcast.core.cast.Rate;
import org.xorcast.core.cast.RateLimits;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/**
 * Two engines and a tester in the middle who may drop, repeat and alter what the first one says to
 * the second: what a peer that lies can do.
 */
class CastThroughEngineTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LINK = 1;
  private static final byte PUSH = 0x10;
  private static final byte ACK = 0x11;

  private final RecordedEffects aliceOut = new RecordedEffects();
  private final RecordedEffects bobOut = new RecordedEffects();
  private final List<byte[]> pushes = new ArrayList<>();
  private Engine alice = engine(1, 0);
  private Engine bob = engine(2, 0);
  private UnaryOperator<byte[]> tamper = UnaryOperator.identity();

  /** Bob hears pings only: everything else that Alice says is lost. */
  private boolean deaf;

  private long now;

  private static Engine engine(int number, long epochMillis) {
    return engine(number, epochMillis, EngineConfig.DEFAULT);
  }

  private static Engine engine(int number, long epochMillis, EngineConfig config) {
    return new Engine(
        TestKeys.identity(number),
        TestKeys.verifier(),
        "test",
        config,
        epochMillis + 1_000_000_000,
        number);
  }

  private static Endpoint endpoint(int number) {
    return Endpoint.ofIpv4(0x0a000000 + number, 4001);
  }

  @BeforeEach
  void connect() {
    connect(LINK);
  }

  private void connect(long link) {
    alice.handle(new Event.Start(List.of(endpoint(1)), List.of(), List.of()), now, aliceOut);
    bob.handle(new Event.Start(List.of(endpoint(2)), List.of(), List.of()), now, bobOut);
    alice.handle(new Event.LinkUp(link, bob.self(), endpoint(2), true), now, aliceOut);
    bob.handle(new Event.LinkUp(link, alice.self(), endpoint(1), false), now, bobOut);
    exchange();
  }

  /** Carries frames to and fro until nobody has anything to say. */
  private void exchange() {
    while (!aliceOut.sent.isEmpty() || !bobOut.sent.isEmpty()) {
      List<RecordedEffects.Sent> toBob = new ArrayList<>(aliceOut.sent);
      List<RecordedEffects.Sent> toAlice = new ArrayList<>(bobOut.sent);
      aliceOut.sent.clear();
      bobOut.sent.clear();
      for (RecordedEffects.Sent sent : toBob) {
        byte[] frame = sent.frame().unwrap();
        if (frame[0] == PUSH) {
          pushes.add(frame);
          frame = tamper.apply(frame.clone());
        }
        if (deaf && frame[0] >= PUSH) {
          continue;
        }
        toBob(sent.link(), frame);
      }
      for (RecordedEffects.Sent sent : toAlice) {
        alice.handle(new Event.Received(sent.link(), sent.frame()), now, aliceOut);
      }
    }
  }

  private void toBob(long link, byte[] frame) {
    bob.handle(new Event.Received(link, Bytes.wrap(frame)), now, bobOut);
  }

  private void publish(int sizeBytes) {
    byte[] payload = new byte[sizeBytes];
    for (int i = 0; i < sizeBytes; i++) {
      payload[i] = (byte) (i * 31);
    }
    alice.handle(new Event.Publish(1, null, Bytes.wrap(payload)), now, aliceOut);
    exchange();
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

  private long bobCounts(Counter counter) {
    return bob.counters().get(counter);
  }

  @Test
  void deliversOnceToBothInOneHop() {
    publish(1000);
    assertThat(aliceOut.delivered).hasSize(1);
    assertThat(bobOut.delivered).hasSize(1);
    assertThat(aliceOut.delivered.getFirst().hop()).isZero();
    assertThat(bobOut.delivered.getFirst().hop()).isEqualTo(1);
    assertThat(bobOut.delivered.getFirst().toByteArray())
        .isEqualTo(aliceOut.delivered.getFirst().toByteArray());
    assertThat(bobOut.delivered.getFirst().publisher()).isEqualTo(alice.self());
    assertThat(bobCounts(Counter.PAYLOAD_BYTES_DUPLICATE)).isZero();
  }

  @Test
  void largePayloadsTravelInChunksWithinTheWindow() {
    int size = 5_000_000;
    publish(size);
    assertThat(bobOut.delivered)
        .singleElement()
        .satisfies(d -> assertThat(d.sizeBytes()).isEqualTo(size));
    assertThat(pushes).hasSize((size + 65_535) / 65_536);
    assertThat(bobCounts(Counter.PAYLOAD_BYTES_RECEIVED)).isEqualTo(size);
  }

  @Test
  void aReplayedPushIsAcknowledgedAndForgotten() {
    publish(100);
    toBob(LINK, pushes.getFirst());
    exchange();
    assertThat(bobOut.delivered).hasSize(1);
    assertThat(bobCounts(Counter.PAYLOAD_BYTES_DUPLICATE)).isEqualTo(100);
  }

  @Test
  void aReplayLongAfterIsStillRecognised() {
    publish(100);
    pass(300 * SECOND);
    toBob(LINK, pushes.getFirst());
    exchange();
    assertThat(bobOut.delivered).hasSize(1);
    assertThat(bobCounts(Counter.REPLAYED)).isEqualTo(1);
  }

  private List<byte[]> acks(RecordedEffects out) {
    return out.sent.stream().map(sent -> sent.frame().unwrap()).filter(f -> f[0] == ACK).toList();
  }

  @Test
  void theAnswerToASmallMessageWaitsALittleAndSaysHowLong() {
    publish(100);
    bob.handle(new Event.Wake(), now + 11_000_000, bobOut);
    assertThat(acks(bobOut)).isEmpty();
    bob.handle(new Event.Wake(), now + 12_000_000, bobOut);
    assertThat(acks(bobOut)).hasSize(1);
    byte[] ack = acks(bobOut).getFirst();
    assertThat((ack[ack.length - 1] & 0xff) >> 3).as("halves of a millisecond").isEqualTo(24);
  }

  @Test
  void theAnswerToASmallMessageGoesAlongWithWhateverIsSent() {
    publish(100);
    bob.handle(new Event.Publish(1, null, Bytes.wrap(new byte[1])), now + 1_000_000, bobOut);
    assertThat(acks(bobOut)).hasSize(1);
    bob.handle(new Event.Wake(), now + 12_000_000, bobOut);
    assertThat(acks(bobOut)).hasSize(1);
  }

  @Test
  void theAnswerToAChunkOfManyDoesNotWait() {
    alice.handle(new Event.Publish(1, null, Bytes.wrap(new byte[200_000])), now, aliceOut);
    RecordedEffects.Sent first = aliceOut.sent.getFirst();
    toBob(first.link(), first.frame().unwrap());
    assertThat(acks(bobOut)).hasSize(1);
  }

  @Test
  void aChangedPayloadIsRefusedAndRepairedByTheHonestCopy() {
    tamper =
        frame -> {
          frame[frame.length - 1] ^= 1;
          return frame;
        };
    publish(100);
    assertThat(bobOut.delivered).isEmpty();
    // Its hash is what the record of a single chunk was signed for.
    assertThat(bobCounts(Counter.BAD_SIGNATURE)).isEqualTo(1);
    tamper = UnaryOperator.identity();
    pass(5 * SECOND);
    assertThat(bobOut.delivered).hasSize(1);
  }

  @Test
  void aChangedChunkIsRefusedAndRepairedByTheHonestCopy() {
    tamper =
        frame -> {
          frame[frame.length - 1] ^= 1;
          tamper = UnaryOperator.identity();
          return frame;
        };
    publish(200_000);
    assertThat(bobOut.delivered).isEmpty();
    assertThat(bobCounts(Counter.BAD_PAYLOAD)).isEqualTo(1);
    pass(5 * SECOND);
    assertThat(bobOut.delivered).hasSize(1);
  }

  @Test
  void aBadSignatureIsRefused() {
    int recordStart = 4 + 1;
    tamper =
        frame -> {
          int length = frame[4];
          frame[recordStart + length - 40] ^= 1;
          return frame;
        };
    publish(100);
    assertThat(bobOut.delivered).isEmpty();
    assertThat(bobCounts(Counter.BAD_SIGNATURE)).isEqualTo(1);
    assertThat(bobOut.notes)
        .contains(new Note.Misbehaviour(alice.self(), "record with a bad signature"));
  }

  @Test
  void whoKeepsLyingIsExpelled() {
    tamper =
        frame -> {
          frame[frame.length - 1] ^= 1;
          return frame;
        };
    for (int i = 0; i < 3; i++) {
      publish(100);
      pass(SECOND / 100); // Or the last two are signed together.
    }
    assertThat(bobOut.closed)
        .contains(new RecordedEffects.Closed(LINK, CloseReason.PROTOCOL_ERROR));
    assertThat(bob.neighbours()).isEmpty();
  }

  @Test
  void anInflatedHeightIsCutDownAndCounted() {
    tamper =
        frame -> {
          frame[2] = (byte) 160;
          return frame;
        };
    publish(100);
    assertThat(bobOut.delivered).hasSize(1);
    assertThat(bobCounts(Counter.BAD_HEIGHT)).isEqualTo(1);
  }

  @Test
  void aRecordFromTheFutureOrLongAgoIsRefused() {
    for (long skewMillis : new long[] {3_600_000, -3_600_000}) {
      alice = engine(1, skewMillis);
      bob = engine(2, 0);
      bobOut.clear();
      aliceOut.clear();
      connect(LINK + 1);
      publish(100);
      assertThat(bobOut.delivered).isEmpty();
      assertThat(bobCounts(Counter.WRONG_TIME)).isEqualTo(1);
      assertThat(bobOut.notes).contains(new Note.ClockSkew(alice.self(), skewMillis));
    }
  }

  @Test
  void aPublisherThatIsTooFastIsToldAndNobodyRefusesWhatItSends() {
    for (int i = 0; i < 5001; i++) {
      publishNamed(); // Small messages without a name would be gathered.
    }
    assertThat(aliceOut.refused)
        .containsExactly(new RecordedEffects.Refused(1, Refusal.OVER_RATE, SECOND / 2000));
    pass(SECOND);
    assertThat(bobOut.delivered).hasSize(5000);
    for (int i = 0; i < 2001; i++) {
      publishNamed();
    }
    assertThat(aliceOut.refused).hasSize(2);
    pass(SECOND);
    assertThat(bobOut.delivered).hasSize(7000);
    assertThat(bobCounts(Counter.OVER_LIMIT)).isZero();
    assertThat(alice.counters().get(Counter.PUBLISH_REFUSED)).isEqualTo(2);
  }

  private void publishNamed() {
    alice.handle(new Event.Publish(1, "named", Bytes.wrap(new byte[1])), now, aliceOut);
    exchange();
  }

  @Test
  void aSequenceFarInTheFutureOfARunningPublisherIsRefused() {
    Rate any = new Rate(1_000_000, 1_000_000);
    RateLimits usual = RateLimits.DEFAULT;
    RateLimits limits =
        new RateLimits(any, usual.publisherBytes(), usual.unwanted(), usual.announcements());
    CastConfig unlimited = CastConfig.DEFAULT.withLimits(limits);
    alice = engine(1, 0, new EngineConfig(EngineConfig.DEFAULT.overlay(), unlimited));
    bob = engine(2, 0);
    aliceOut.clear();
    bobOut.clear();
    connect(LINK + 1);
    publish(100);
    tamper = frame -> new byte[] {0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    alice.handle(new Event.LinkDown(LINK + 1, CloseReason.UNKNOWN), now, aliceOut);
    for (int i = 0; i < 65_537; i++) {
      alice.handle(new Event.Publish(1, null, Bytes.wrap(new byte[1])), now, aliceOut);
    }
    aliceOut.clear();
    alice.handle(new Event.LinkUp(3, bob.self(), endpoint(2), true), now, aliceOut);
    bob.handle(new Event.LinkUp(3, alice.self(), endpoint(1), false), now, bobOut);
    tamper = UnaryOperator.identity();
    exchange();
    publish(100);
    assertThat(bobOut.delivered).hasSize(1);
    assertThat(bobCounts(Counter.FAR_FUTURE)).isEqualTo(1);
    pass(40 * SECOND);
    publish(100);
    assertThat(bobOut.delivered).as("after a pause it may resume").hasSizeGreaterThan(1);
  }

  @Test
  void garbageEndsTheLinkAndNothingElse() {
    toBob(LINK, new byte[] {PUSH, 1, 2});
    assertThat(bobCounts(Counter.MALFORMED_FRAMES)).isEqualTo(1);
    assertThat(bobOut.closed)
        .contains(new RecordedEffects.Closed(LINK, CloseReason.PROTOCOL_ERROR));
    connect(2);
    publish(100);
    assertThat(bobOut.delivered).hasSize(1);
  }

  @Test
  void aLostPushIsRepairedByDigestExchange() {
    tamper = frame -> new byte[] {0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    publish(100);
    assertThat(bobOut.delivered).isEmpty();
    tamper = UnaryOperator.identity();
    pass(5 * SECOND);
    assertThat(bobOut.delivered).hasSize(1);
    assertThat(bobCounts(Counter.REPAIRED)).isEqualTo(1);
  }

  @Test
  void aQueueDoesNotStayStuckWhenAllAnswersAreLost() {
    deaf = true;
    publish(5_000_000);
    pass(3 * SECOND);
    assertThat(bobOut.delivered).isEmpty();
    deaf = false;
    publish(100);
    pass(10 * SECOND);
    assertThat(bobOut.delivered).extracting(d -> d.sizeBytes()).contains(100, 5_000_000);
  }

  @Test
  void aNewcomerIsNotFloodedWithThePast() {
    publish(100);
    pass(5 * SECOND);
    bob = engine(2, 0);
    bobOut.clear();
    connect(2);
    pass(20 * SECOND);
    assertThat(bobOut.delivered).isEmpty();
    publish(100);
    publish(100);
    pass(3 * SECOND);
    assertThat(bobOut.delivered).extracting(d -> d.sequence()).containsExactly(2L, 3L);
  }

  @Test
  void theMemoryForRepairIsBounded() {
    for (int i = 0; i < 20; i++) {
      publish(4 << 20);
    }
    assertThat(bobOut.delivered).hasSize(20);
    assertThat(bobCounts(Counter.STORE_EVICTED)).isEqualTo(4);
  }
}
