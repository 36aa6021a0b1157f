package org.xorcast.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.rights.Grant;
import org.xorcast.core.rights.Limits;
import org.xorcast.core.rights.Revocation;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.rights.Statement;

/** Two engines in a group that somebody else owns: what Bob takes from Alice. */
class RightsThroughEngineTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LINK = 1;
  private static final long EPOCH_MILLIS = 1_000_000_000;
  private static final Identity OWNER = TestKeys.identity(9);
  private static final PeerId ALICE = TestKeys.identity(1).peerId();
  private static final Bytes GROUP = Engine.networkId("club", OWNER.peerId());

  private final RecordedEffects aliceOut = new RecordedEffects();
  private final RecordedEffects bobOut = new RecordedEffects();
  private final Rights aliceRights = rights();
  private final Rights bobRights = rights();
  private Engine alice = engine(1, Rights.open(GROUP), aliceRights);
  private Engine bob = engine(2, Rights.open(GROUP), bobRights);
  private long now;

  private static Rights rights() {
    return Rights.ownedBy(OWNER.peerId(), GROUP, TestKeys.verifier());
  }

  private static Engine engine(int number, Rights entering, Rights publishing) {
    return new Engine(
        TestKeys.identity(number),
        TestKeys.verifier(),
        entering,
        publishing,
        EngineConfig.DEFAULT,
        EPOCH_MILLIS,
        number);
  }

  private static Grant grant(int peer, long serial, long seconds) {
    return Grant.sign(
        OWNER,
        GROUP,
        TestKeys.identity(peer).peerId(),
        serial,
        new Limits(10, 100_000, 1000),
        EPOCH_MILLIS + 1000 * seconds);
  }

  private static Revocation revocation(int peer, long serial) {
    return Revocation.sign(OWNER, GROUP, TestKeys.identity(peer).peerId(), serial, 0);
  }

  private static Endpoint endpoint(int number) {
    return Endpoint.ofIpv4(0x0a000000 + number, 4001);
  }

  private void connect() {
    alice.handle(new Event.Start(List.of(endpoint(1)), List.of(), List.of()), now, aliceOut);
    bob.handle(new Event.Start(List.of(endpoint(2)), List.of(), List.of()), now, bobOut);
    alice.handle(new Event.LinkUp(LINK, bob.self(), endpoint(2), true), now, aliceOut);
    bob.handle(new Event.LinkUp(LINK, alice.self(), endpoint(1), false), now, bobOut);
    exchange();
  }

  private void exchange() {
    while (!aliceOut.sent.isEmpty() || !bobOut.sent.isEmpty()) {
      List<RecordedEffects.Sent> toBob = new ArrayList<>(aliceOut.sent);
      List<RecordedEffects.Sent> toAlice = new ArrayList<>(bobOut.sent);
      aliceOut.sent.clear();
      bobOut.sent.clear();
      toBob.forEach(sent -> bob.handle(new Event.Received(sent.link(), sent.frame()), now, bobOut));
      toAlice.forEach(
          sent -> alice.handle(new Event.Received(sent.link(), sent.frame()), now, aliceOut));
    }
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

  private void publish(int bytes) {
    publish(null, bytes);
  }

  private void publish(@Nullable String name, int bytes) {
    alice.handle(new Event.Publish(1, name, Bytes.wrap(new byte[bytes])), now, aliceOut);
    exchange();
  }

  private void bobHears(Statement statement) {
    bob.handle(new Event.Issue(statement.signed()), now, bobOut);
    exchange();
  }

  /** Alice believes that everybody may publish. */
  private void aliceIsCareless() {
    alice = engine(1, Rights.open(GROUP), Rights.open(GROUP));
    connect();
  }

  private long counted(Counter counter) {
    return bob.counters().get(counter);
  }

  @Test
  void whoeverBringsAMessageIsAskedForItsPublishersRightFirst() {
    aliceRights.learn(grant(1, 1, 60), false);
    connect();
    assertThat(bobRights.of(ALICE)).isNull();
    publish(100);
    assertThat(bobOut.delivered).hasSize(1);
    assertThat(bobRights.of(ALICE)).isNotNull();
    assertThat(counted(Counter.NOT_GRANTED)).isZero();
  }

  @Test
  void withoutRightNothingIsTakenAndTheThirdTimeItsSenderIsBanned() {
    aliceIsCareless();
    for (int i = 0; i < 3; i++) {
      assertThat(bobOut.closed).isEmpty();
      publish(100);
      pass(3 * SECOND);
    }
    assertThat(bobOut.delivered).isEmpty();
    assertThat(counted(Counter.NOT_GRANTED)).isEqualTo(3);
    assertThat(bobOut.notes).contains(new Note.NoRight(ALICE, ALICE, "NOT_GRANTED"));
    assertThat(bobOut.closed)
        .contains(new RecordedEffects.Closed(LINK, CloseReason.PROTOCOL_ERROR));
  }

  @Test
  void aGrantThatHasJustEndedIsRefusedAndNoCrime() {
    aliceIsCareless();
    bobHears(grant(1, 1, 30));
    pass(60 * SECOND);
    for (int i = 0; i < 5; i++) {
      publish(100);
      pass(3 * SECOND);
    }
    assertThat(bobOut.delivered).isEmpty();
    assertThat(counted(Counter.EXPIRED)).isGreaterThanOrEqualTo(5);
    assertThat(bobOut.closed).isEmpty();
  }

  @Test
  void aGrantThatEndedLongAgoIsACrime() {
    aliceIsCareless();
    bobHears(grant(1, 1, 30));
    pass(400 * SECOND);
    for (int i = 0; i < 3; i++) {
      publish(100);
      pass(3 * SECOND);
    }
    assertThat(bobOut.closed).isNotEmpty();
  }

  @Test
  void aFreshRevocationIsNoCrimeYetAndToldToWhoeverMissedIt() {
    aliceRights.learn(grant(1, 1, 1000), true);
    bobRights.learn(grant(1, 1, 1000), true);
    connect();
    publish(100);
    pass(SECOND);
    bobRights.learn(revocation(1, 1), true);
    publish(100);
    pass(2 * SECOND);
    assertThat(bobOut.delivered).hasSize(1);
    assertThat(counted(Counter.REVOKED)).isEqualTo(1);
    assertThat(bobOut.closed).isEmpty();
    assertThatThrownBy(() -> publish(100)).hasMessageContaining("REVOKED");
  }

  @Test
  void aLargeOrFrequentMessageIsRefusedAtItsOwnNode() {
    aliceRights.learn(grant(1, 1, 1000), true);
    connect();
    assertThatThrownBy(() -> publish(1001)).hasMessageContaining("OVERSIZE");
    for (int i = 0; i < 10; i++) {
      publish(100);
    }
    publish(100);
    assertThat(aliceOut.refused)
        .containsExactly(new RecordedEffects.Refused(1, Refusal.OVER_RATE, SECOND / 10));
    pass(SECOND);
    publish(100);
    assertThat(bobOut.delivered).hasSize(11);
  }

  @Test
  void oversizeAndOverRateAreRefusedByNeighbours() {
    aliceIsCareless();
    bobHears(grant(1, 1, 1000));
    publish(1001);
    for (int i = 0; i < 30; i++) {
      publish("named messages are signed one by one", 100);
    }
    pass(5 * SECOND);
    assertThat(counted(Counter.OVERSIZE)).isEqualTo(1);
    assertThat(counted(Counter.OVER_RATE)).isGreaterThanOrEqualTo(20);
    assertThat(bobOut.delivered).hasSize(10);
    assertThat(bobOut.closed).isEmpty();
  }

  @Test
  void messagesWithinTheGrantAreTakenThoughTogetherTheyAreLarger() {
    aliceRights.learn(grant(1, 1, 60), true);
    bobRights.learn(grant(1, 1, 60), true);
    connect();
    for (int i = 1; i <= 5; i++) {
      Bytes payload = Bytes.wrap(new byte[400]);
      alice.handle(new Event.Publish(i, null, null, null, payload, null, i < 5), now, aliceOut);
    }
    exchange();
    assertThat(bobOut.delivered.stream().mapToInt(Delivery::count).sum()).isEqualTo(5);
    assertThat(counted(Counter.OVERSIZE)).isZero();
  }

  @Test
  void aStatementOfSomebodyElseIsFalse() {
    connect();
    Revocation forged = Revocation.sign(TestKeys.identity(5), GROUP, ALICE, 7, 0);
    byte[] frame = new byte[forged.signed().length() + 5];
    frame[0] = 0x18;
    frame[1] = 1;
    frame[2] = 1;
    frame[3] = (byte) (forged.signed().length() & 0x7f | 0x80);
    frame[4] = 1;
    System.arraycopy(forged.signed().unwrap(), 0, frame, 5, forged.signed().length());
    bob.handle(new Event.Received(LINK, Bytes.wrap(frame)), now, bobOut);
    assertThat(counted(Counter.FALSE_STATEMENTS)).isEqualTo(1);
    assertThat(bobRights.of(ALICE)).isNull();
  }

  // ---- an invited network -----------------------------------------------------------------------

  private void invited() {
    alice = engine(1, aliceRights, aliceRights);
    bob = engine(2, bobRights, bobRights);
  }

  private void bothAreInvited(long seconds) {
    aliceRights.learn(grant(1, 1, seconds), false);
    bobRights.learn(grant(2, 2, 1000), false);
    invited();
    connect();
    assertThat(bob.neighbours()).hasSize(1);
  }

  @Test
  void membersShowTheirCertificatesAndTalk() {
    bothAreInvited(1000);
    assertThat(alice.neighbours()).hasSize(1);
    publish(100);
    assertThat(bobOut.delivered).hasSize(1);
  }

  @Test
  void whoeverIsNotInvitedStaysOutside() {
    bobRights.learn(grant(2, 2, 1000), false);
    invited();
    connect();
    assertThat(bob.neighbours()).isEmpty();
    assertThat(bobOut.closed).contains(new RecordedEffects.Closed(LINK, CloseReason.NOT_INVITED));
    assertThat(counted(Counter.NOT_INVITED)).isEqualTo(1);
  }

  @Test
  void anothersCertificateLetsNobodyIn() {
    aliceRights.learn(grant(3, 1, 1000), false);
    bobRights.learn(grant(2, 2, 1000), false);
    invited();
    connect();
    assertThat(bob.neighbours()).isEmpty();
  }

  @Test
  void aRemovedMemberIsPutOutAndDoesNotComeBack() {
    bothAreInvited(1000);
    bobHears(revocation(1, 5));
    assertThat(bob.neighbours()).isEmpty();
    assertThat(bobOut.closed).contains(new RecordedEffects.Closed(LINK, CloseReason.NOT_INVITED));
    alice.handle(new Event.LinkDown(LINK, CloseReason.NOT_INVITED), now, aliceOut);
    alice.handle(new Event.LinkUp(2, bob.self(), endpoint(2), true), now, aliceOut);
    bob.handle(new Event.LinkUp(2, alice.self(), endpoint(1), false), now, bobOut);
    exchange();
    assertThat(bob.neighbours()).isEmpty();
  }

  @Test
  void aCertificateThatEndsEndsItsLinks() {
    bothAreInvited(100);
    pass(200 * SECOND);
    assertThat(bob.neighbours()).isEmpty();
  }
}
