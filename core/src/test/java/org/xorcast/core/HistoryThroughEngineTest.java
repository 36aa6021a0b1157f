package org.xorcast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.From;
import org.xorcast.core.engine.HistoryQuery;
import org.xorcast.core.engine.HistoryTerms;
import org.xorcast.core.engine.Kept;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Span;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/**
 * Alice keeps what she published, Bob comes later; a tester between them may change her answers.
 */
@Timeout(60)
class HistoryThroughEngineTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LINK = 1;
  private static final byte PAST = 0x1e;
  private static final byte RECALL = 0x1d;
  private static final byte KEEPS = 0x1c;

  private final RecordedEffects aliceOut = new RecordedEffects();
  private final RecordedEffects bobOut = new RecordedEffects();
  private final List<Kept> kept = new ArrayList<>();
  private Engine alice = engine(1);
  private Engine bob = engine(2);
  private UnaryOperator<byte[]> tamper = UnaryOperator.identity();
  private List<Span> spans = List.of();
  private long now = 100 * SECOND;
  private long mostRecalls;

  private static Engine engine(int number) {
    return new Engine(
        TestKeys.identity(number),
        TestKeys.verifier(),
        "test",
        EngineConfig.DEFAULT,
        1_000_000_000,
        number);
  }

  private static Endpoint endpoint(int number) {
    return Endpoint.ofIpv4(0x0a000000 + number, 4001);
  }

  @BeforeEach
  void start() {
    alice.handle(new Event.Start(List.of(endpoint(1)), List.of(), List.of()), now, aliceOut);
    remember(alice, aliceOut, From.latest(), List.of());
  }

  private void remember(Engine engine, RecordedEffects out, From from, List<Span> taken) {
    HistoryTerms terms = new HistoryTerms(true, from, 1_000_000_000 + now / 1_000_000, taken);
    engine.handle(new Event.Remember(null, terms), now, out);
  }

  private void publish(int sizeBytes) {
    alice.handle(new Event.Publish(1, null, Bytes.wrap(new byte[sizeBytes])), now, aliceOut);
    aliceOut.delivered.forEach(delivery -> kept.add(Kept.of(delivery)));
    aliceOut.delivered.clear();
    Kept last = kept.getLast();
    spans = List.of(new Span(last.publisher(), last.session(), 1, last.sequence()));
  }

  private void bobComes(From from) {
    bob.handle(new Event.Start(List.of(endpoint(2)), List.of(), List.of()), now, bobOut);
    remember(bob, bobOut, from, List.of());
    alice.handle(new Event.LinkUp(LINK, bob.self(), endpoint(2), true), now, aliceOut);
    bob.handle(new Event.LinkUp(LINK, alice.self(), endpoint(1), false), now, bobOut);
    exchange();
  }

  private void exchange() {
    while (!aliceOut.sent.isEmpty() || !bobOut.sent.isEmpty() || !aliceOut.queries.isEmpty()) {
      for (HistoryQuery query : List.copyOf(aliceOut.queries)) {
        aliceOut.queries.remove(query);
        alice.handle(answer(query), now, aliceOut);
      }
      List<RecordedEffects.Sent> toBob = List.copyOf(aliceOut.sent);
      List<RecordedEffects.Sent> toAlice = List.copyOf(bobOut.sent);
      long recalls = toAlice.stream().filter(sent -> sent.frame().unwrap()[0] == RECALL).count();
      mostRecalls = Math.max(mostRecalls, recalls);
      aliceOut.sent.clear();
      bobOut.sent.clear();
      for (RecordedEffects.Sent sent : toBob) {
        Bytes frame = Bytes.wrap(tamper.apply(sent.frame().unwrap().clone()));
        bob.handle(new Event.Received(LINK, frame), now, bobOut);
      }
      for (RecordedEffects.Sent sent : toAlice) {
        alice.handle(new Event.Received(LINK, sent.frame()), now, aliceOut);
      }
    }
  }

  private Event.HistoryAnswer answer(HistoryQuery query) {
    return switch (query.what()) {
      case HistoryQuery.Spans() -> new Event.HistoryAnswer(query, spans, List.of());
      case HistoryQuery.Range range ->
          new Event.HistoryAnswer(
              query,
              List.of(),
              kept.stream()
                  .filter(each -> each.publisher().equals(range.publisher()))
                  .filter(each -> each.sequence() >= range.from() && each.sequence() <= range.to())
                  .limit(3)
                  .toList());
    };
  }

  private void pass(int seconds) {
    long until = now + seconds * SECOND;
    while (now < until) {
      now += SECOND / 10;
      alice.handle(new Event.Wake(), now, aliceOut);
      bob.handle(new Event.Wake(), now, bobOut);
      exchange();
    }
  }

  private List<Long> got() {
    return bobOut.delivered.stream().map(Delivery::sequence).toList();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void pageByPageLargeMessagesToo() {
    for (int i = 0; i < 10; i++) {
      publish(i == 4 ? 200_000 : 10);
    }
    bobComes(From.all());
    assertThat(got()).isEqualTo(upTo(10));
    assertThat(bobOut.delivered.get(4).toByteArray()).isEqualTo(new byte[200_000]);
    assertThat(bobOut.delivered).allMatch(each -> each.hop() == Kept.HOP_UNKNOWN);
    assertThat(bob.counters().get(Counter.DELIVERED)).isEqualTo(10);
  }

  @Test
  void oncePagesAreKnownTheNextOnesAreAskedForAhead() {
    for (int i = 0; i < 20; i++) {
      publish(200_000);
    }
    now += 300 * SECOND; // Or the broadcast would bring them.
    alice.handle(new Event.Wake(), now, aliceOut);
    bobComes(From.all());
    assertThat(got()).isEqualTo(upTo(20));
    assertThat(mostRecalls).isEqualTo(3);
    assertThat(bob.counters().get(Counter.RECALLED_IN_VAIN)).isZero();
    assertThat(alice.counters().get(Counter.HISTORY_SERVED)).as("each once").isEqualTo(20);
  }

  @Test
  void whatItsPublisherDidNotSignIsNotTaken() {
    for (int i = 0; i < 5; i++) {
      publish(10);
    }
    now += 300 * SECOND; // Or the broadcast would bring them.
    tamper =
        frame -> {
          if (frame[0] == PAST) {
            frame[frame.length - 1]++;
          }
          return frame;
        };
    alice.handle(new Event.Wake(), now, aliceOut);
    bobComes(From.all());
    pass(20);
    assertThat(got()).isEmpty();
    assertThat(bob.counters().get(Counter.BAD_SIGNATURE)).isEqualTo(1);
    assertThat(bobOut.notes).anyMatch(Note.Misbehaviour.class::isInstance);
    assertThat(bobOut.notes).noneMatch(Note.Gap.class::isInstance);
  }

  @Test
  void whatIsOnlyClaimedIsNoGap() {
    publish(10);
    spans =
        List.of(
            new Span(alice.self(), spans.getFirst().session(), 1, 1_000_000_000_000L),
            new Span(bob.self(), 77, 5, 9));
    bobComes(From.all());
    pass(60);
    assertThat(got()).isEqualTo(upTo(1));
    assertThat(bobOut.notes).noneMatch(Note.Gap.class::isInstance);
    publish(10);
    pass(10);
    assertThat(got()).isEqualTo(upTo(2));
  }

  @Test
  void whatNobodyAskedForIsNotTaken() {
    publish(10);
    tamper = frame -> frame[0] == KEEPS ? new byte[] {KEEPS, 0} : frame;
    bobComes(From.all());
    Kept message = kept.getFirst();
    byte[] record = message.signed().unwrap();
    byte[] frame = new byte[2 + record.length + 10];
    frame[0] = PAST;
    frame[1] = (byte) record.length;
    System.arraycopy(record, 0, frame, 2, record.length);
    bob.handle(new Event.Received(LINK, Bytes.wrap(frame)), now, bobOut);
    assertThat(got()).isEmpty();
    assertThat(bob.counters().get(Counter.RECALLED_IN_VAIN)).isEqualTo(1);
  }

  @Test
  void takenBackToWhatIsStoredItAsksAgain() {
    for (int i = 0; i < 5; i++) {
      publish(10);
    }
    bobComes(From.all());
    assertThat(got()).isEqualTo(upTo(5));
    bobOut.delivered.clear();
    Kept first = kept.getFirst();
    remember(bob, bobOut, From.all(), List.of(new Span(first.publisher(), first.session(), 1, 3)));
    exchange();
    assertThat(got()).containsExactly(4L, 5L);
  }
}
