package org.xorcast.core.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xorcast.core.RecordedEffects;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Counter;
import org.xorcast.core.engine.Counters;
import org.xorcast.core.engine.Event;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.overlay.OverlayMessage.Bye;
import org.xorcast.core.overlay.OverlayMessage.Find;
import org.xorcast.core.overlay.OverlayMessage.Hello;
import org.xorcast.core.overlay.OverlayMessage.Nodes;
import org.xorcast.core.overlay.OverlayMessage.Ping;
import org.xorcast.core.overlay.OverlayMessage.Pong;
import org.xorcast.core.rights.Rights;
import org.xorcast.core.wire.PeerRecordCodec;

class OverlayCoreTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Bytes NETWORK = Bytes.wrap(new byte[32]);

  private final Identity self = TestKeys.identity(0);
  private final Counters counters = new Counters();
  private final RecordedEffects out = new RecordedEffects();
  private final OverlayCore core =
      new OverlayCore(
          self,
          TestKeys.verifier(),
          Rights.open(NETWORK),
          OverlayConfig.DEFAULT,
          0,
          new Rng(1),
          counters);

  private long now;

  private static Endpoint endpoint(int number) {
    return Endpoint.ofIpv4(0x0a000000 + number, 4001);
  }

  private static PeerRecord record(int number) {
    return PeerRecordCodec.sign(TestKeys.identity(number), 1, List.of(endpoint(number)));
  }

  private static PeerId peer(int number) {
    return TestKeys.identity(number).peerId();
  }

  private void handle(Event event) {
    core.handle(event, now, out);
  }

  private void start(Endpoint... bootstrap) {
    handle(new Event.Start(List.of(endpoint(0)), List.of(bootstrap), List.of()));
    handle(new Event.Wake());
  }

  private void linkUp(long link, int number, boolean dialled) {
    handle(new Event.LinkUp(link, peer(number), endpoint(number), dialled));
  }

  private void receive(long link, OverlayMessage message) {
    handle(new Event.Received(link, Bytes.wrap(message.encode())));
  }

  private void hello(long link, int number) {
    receive(link, new Hello(1, NETWORK, record(number), endpoint(0), null));
  }

  private void neighbour(long link, int number) {
    linkUp(link, number, false);
    hello(link, number);
  }

  private List<OverlayMessage> sentOn(long link) {
    return out.sent.stream()
        .filter(sent -> sent.link() == link)
        .map(sent -> OverlayMessage.decode(sent.frame().unwrap()))
        .toList();
  }

  private @Nullable CloseReason closed(long link) {
    return out.closed.stream()
        .filter(closed -> closed.link() == link)
        .map(RecordedEffects.Closed::reason)
        .findFirst()
        .orElse(null);
  }

  private void runUntil(long untilNanos) {
    while (core.nextDeadlineNanos() <= untilNanos) {
      now = Math.max(now, core.nextDeadlineNanos());
      handle(new Event.Wake());
    }
    now = untilNanos;
  }

  @Test
  void theFirstNodeOfANetworkHasJoinedAtOnce() {
    start();
    assertThat(core.isJoined()).isTrue();
    assertThat(out.notes).contains(new Note.Joined(0));
  }

  @Test
  void whoComesThroughATunnelIsNotToldThatItIsSeenAtItsMadeUpEnd() {
    start();
    linkUp(1, 1, false);
    handle(new Event.LinkUp(2, peer(2), TunnelEnd.of(endpoint(2).ip(), 1), false));
    assertThat(((Hello) sentOn(1).getFirst()).observed()).isEqualTo(endpoint(1));
    assertThat(((Hello) sentOn(2).getFirst()).observed()).isNull();
  }

  @Test
  void joinsThroughABootstrapAddressByLookingItselfUp() {
    start(endpoint(1));
    assertThat(out.dialled).containsExactly(new RecordedEffects.Dialled(endpoint(1), null));
    linkUp(1, 1, true);
    assertThat(sentOn(1)).singleElement().isInstanceOf(Hello.class);
    hello(1, 1);
    now = SECOND;
    handle(new Event.Wake());
    Find find = (Find) sentOn(1).stream().filter(Find.class::isInstance).findFirst().orElseThrow();
    assertThat(find.target()).isEqualTo(core.table().self());
    receive(1, new Nodes(find.transaction(), List.of(record(2))));
    assertThat(out.dialled).contains(new RecordedEffects.Dialled(endpoint(2), peer(2)));
    assertThat(core.isJoined()).isFalse();
    handle(new Event.DialFailed(endpoint(2), peer(2), CloseReason.UNREACHABLE));
    assertThat(core.isJoined()).isTrue();
  }

  @Test
  void saysWhenABootstrapIsUnreachableAndTriesAgain() {
    start(endpoint(1));
    handle(new Event.DialFailed(endpoint(1), null, CloseReason.UNREACHABLE));
    assertThat(out.notes)
        .containsExactly(new Note.JoinFailed(endpoint(1), CloseReason.UNREACHABLE, 1000));
    out.clear();
    runUntil(2 * SECOND);
    assertThat(out.dialled).containsExactly(new RecordedEffects.Dialled(endpoint(1), null));
    assertThat(core.isJoined()).isFalse();
  }

  @Test
  void refusesAnotherNetwork() {
    start(endpoint(1));
    linkUp(1, 1, true);
    byte[] other = new byte[32];
    other[0] = 1;
    receive(1, new Hello(1, Bytes.wrap(other), record(1), null, null));
    assertThat(closed(1)).isEqualTo(CloseReason.WRONG_NETWORK);
    assertThat(core.neighbours()).isEmpty();
    assertThat(out.notes)
        .contains(new Note.JoinFailed(endpoint(1), CloseReason.WRONG_NETWORK, 1000));
  }

  @Test
  void refusesAnotherVersionAndSomebodyElsesRecord() {
    start();
    linkUp(1, 1, false);
    receive(1, new Hello(2, NETWORK, record(1), null, null));
    assertThat(closed(1)).isEqualTo(CloseReason.WRONG_VERSION);
    linkUp(2, 1, false);
    receive(2, new Hello(1, NETWORK, record(2), null, null));
    assertThat(closed(2)).isEqualTo(CloseReason.PROTOCOL_ERROR);
    linkUp(3, 1, false);
    byte[] forged = record(1).signed().unwrap().clone();
    forged[forged.length - 40] ^= 1;
    receive(3, new Hello(1, NETWORK, PeerRecordCodec.decode(forged), null, null));
    assertThat(closed(3)).isEqualTo(CloseReason.PROTOCOL_ERROR);
    assertThat(counters.get(Counter.BAD_PEER_RECORDS)).isEqualTo(1);
    assertThat(core.neighbours()).isEmpty();
  }

  @Test
  void noticesItsOwnAddress() {
    start(endpoint(0));
    handle(new Event.LinkUp(1, self.peerId(), endpoint(0), true));
    assertThat(closed(1)).isEqualTo(CloseReason.SELF);
  }

  @Test
  void dropsASilentLinkAndFramesBeforeHello() {
    start();
    linkUp(1, 1, false);
    receive(1, new Ping(1, false));
    assertThat(counters.get(Counter.EARLY_FRAMES)).isEqualTo(1);
    runUntil(5 * SECOND);
    assertThat(closed(1)).isEqualTo(CloseReason.TIMEOUT);
  }

  @Test
  void keepsOneOfTwoLinksAndBothEndsAgreeWhich() {
    start();
    int smaller = 0;
    for (int number = 1; smaller == 0; number++) {
      if (peer(number).compareTo(self.peerId()) < 0) {
        smaller = number;
      }
    }
    neighbour(1, smaller);
    linkUp(2, smaller, true);
    hello(2, smaller);
    assertThat(closed(2)).as("the smaller id's own dial is kept").isEqualTo(CloseReason.DUPLICATE);
    linkUp(3, smaller, false);
    hello(3, smaller);
    assertThat(closed(1)).as("of two by one end, the newer").isEqualTo(CloseReason.DUPLICATE);
    assertThat(out.notes).contains(new Note.NeighbourMoved(peer(smaller), endpoint(smaller)));
    assertThat(core.neighbours()).singleElement().extracting(Neighbour::link).isEqualTo(3L);
    assertThat(core.takeChanges()).hasSize(1);
  }

  @Test
  void aBootstrapLinkedUnderAnotherAddressIsLeftInPeace() {
    int smaller = 1;
    while (peer(smaller).compareTo(self.peerId()) >= 0) {
      smaller++;
    }
    Endpoint otherAddress = endpoint(200);
    neighbour(1, smaller);
    start(otherAddress);
    handle(new Event.LinkUp(2, peer(smaller), otherAddress, true));
    hello(2, smaller);
    assertThat(closed(2)).isEqualTo(CloseReason.DUPLICATE);
    out.clear();
    runUntil(9 * SECOND);
    assertThat(out.dialled)
        .as("dials of the bootstrap within nine seconds")
        .noneMatch(dialled -> dialled.to().equals(otherAddress));
  }

  @Test
  void aDuplicateClosedByTheOtherEndIsNoLoss() {
    start();
    neighbour(1, 1);
    core.takeChanges();
    linkUp(2, 1, true);
    handle(new Event.LinkDown(1, CloseReason.DUPLICATE));
    assertThat(core.takeChanges()).isEmpty();
    assertThat(core.neighbours()).singleElement().extracting(Neighbour::link).isEqualTo(2L);
  }

  @Test
  void aQuestionOnTheDroppedOfTwoLinksIsAskedAgain() {
    start(endpoint(1));
    linkUp(1, 1, true);
    hello(1, 1);
    handle(new Event.Wake());
    Find find = (Find) sentOn(1).stream().filter(Find.class::isInstance).findFirst().orElseThrow();
    linkUp(2, 1, false);
    handle(new Event.LinkDown(1, CloseReason.DUPLICATE));
    assertThat(sentOn(2)).contains(find);
  }

  @Test
  void byeForgetsTheNeighbourAtOnce() {
    start();
    neighbour(1, 1);
    out.clear();
    receive(1, new Bye());
    assertThat(core.neighbours()).isEmpty();
    assertThat(core.table().size()).isZero();
    assertThat(out.notes).containsExactly(new Note.NeighbourDown(peer(1), CloseReason.LEAVING));
    assertThat(core.knownRecords()).isEmpty();
  }

  @Test
  void leavingSaysByeToEverybody() {
    start();
    neighbour(1, 1);
    neighbour(2, 2);
    out.clear();
    handle(new Event.Leave());
    assertThat(sentOn(1)).containsExactly(new Bye());
    assertThat(sentOn(2)).containsExactly(new Bye());
    assertThat(closed(1)).isEqualTo(CloseReason.LEAVING);
    assertThat(closed(2)).isEqualTo(CloseReason.LEAVING);
  }

  @Test
  void aMuteNeighbourIsPingedDroppedAndRemembered() {
    start();
    neighbour(1, 1);
    Ping ping = (Ping) sentOn(1).getLast();
    now = SECOND / 50;
    core.heard(core.neighbours().getFirst(), now);
    receive(1, new Pong(ping.sentNanos()));
    assertThat(core.neighbours().getFirst().rtt().smoothedNanos(0)).isEqualTo(SECOND / 50);
    out.clear();
    runUntil(12 * SECOND);
    assertThat(sentOn(1)).anyMatch(Ping.class::isInstance);
    runUntil(15 * SECOND);
    assertThat(closed(1)).isEqualTo(CloseReason.TIMEOUT);
    assertThat(counters.get(Counter.NEIGHBOURS_TIMED_OUT)).isEqualTo(1);
    assertThat(core.knownRecords()).containsExactly(record(1));
  }

  /** Who has just started names no relays yet, and is not reached without them. */
  @Test
  void ofWhoWasNotReachedANewerRecordIsAskedFor() {
    start();
    neighbour(1, 1);
    core.reach(record(2), now, out);
    out.clear();
    handle(new Event.DialFailed(endpoint(2), peer(2), CloseReason.UNREACHABLE));
    List<Find> asked = finds();
    assertThat(asked).extracting(Find::target).containsExactly(peer(2).nodeId());
    PeerRecord newer =
        PeerRecordCodec.sign(TestKeys.identity(2), 2, List.of(endpoint(2)), List.of(endpoint(100)));
    receive(1, new Nodes(asked.getFirst().transaction(), List.of(newer)));
    assertThat(out.dialled).extracting(RecordedEffects.Dialled::expected).contains(peer(2));
  }

  @Test
  void itIsNotAskedForAgainAndAgain() {
    start();
    neighbour(1, 1);
    core.reach(record(2), now, out);
    out.clear();
    for (int failure = 0; failure < 3; failure++) {
      handle(new Event.DialFailed(endpoint(2), peer(2), CloseReason.UNREACHABLE));
    }
    assertThat(finds()).extracting(Find::target).containsOnlyOnce(peer(2).nodeId());
  }

  private List<Find> finds() {
    return sentOn(1).stream()
        .filter(Find.class::isInstance)
        .map(Find.class::cast)
        .filter(find -> !find.target().equals(self.peerId().nodeId()))
        .toList();
  }

  @Test
  void aLostNeighbourIsSoughtForAnHourEverLessOften() {
    start();
    neighbour(1, 1);
    List<Integer> dialsPerMinute = new ArrayList<>();
    for (int minute = 0; minute < 64; minute++) {
      int dials = 0;
      for (int second = 0; second < 60; second++) {
        out.dialled.clear();
        runUntil(now + SECOND);
        dials += out.dialled.size();
        for (RecordedEffects.Dialled dialled : List.copyOf(out.dialled)) {
          handle(new Event.DialFailed(dialled.to(), dialled.expected(), CloseReason.UNREACHABLE));
        }
      }
      dialsPerMinute.add(dials);
    }
    assertThat(closed(1)).isEqualTo(CloseReason.TIMEOUT);
    assertThat(dialsPerMinute.getFirst()).isGreaterThan(30);
    assertThat(dialsPerMinute.subList(30, 58)).allMatch(dials -> dials <= 3);
    assertThat(dialsPerMinute.subList(30, 58)).anyMatch(dials -> dials > 0);
    assertThat(dialsPerMinute.subList(62, 64)).containsOnly(0);
  }

  @Test
  void whoSaidGoodbyeIsNotSought() {
    start();
    neighbour(1, 1);
    receive(1, new Bye());
    out.clear();
    runUntil(60 * SECOND);
    assertThat(out.dialled).isEmpty();
  }

  @Test
  void aStallOfItsOwnIsNotBlamedOnNeighbours() {
    start();
    neighbour(1, 1);
    core.heard(core.neighbours().getFirst(), now);
    now = 60 * SECOND;
    core.excuseSilence(60 * SECOND);
    handle(new Event.Wake());
    assertThat(closed(1)).isNull();
  }

  @Test
  void answersFindWithItsNeighboursButTheAsker() {
    start();
    neighbour(1, 1);
    neighbour(2, 2);
    neighbour(3, 3);
    out.clear();
    receive(1, new Find(77, core.table().self()));
    Nodes nodes = (Nodes) sentOn(1).getFirst();
    assertThat(nodes.transaction()).isEqualTo(77);
    assertThat(nodes.records()).containsExactlyInAnyOrder(record(2), record(3));
  }

  @Test
  void learnsOnlyGenuineRecords() {
    start();
    neighbour(1, 1);
    byte[] forged = record(2).signed().unwrap().clone();
    forged[45] ^= 1;
    receive(1, new Nodes(1, List.of(PeerRecordCodec.decode(forged), record(3))));
    assertThat(core.knownRecords()).containsExactly(record(1), record(3));
    assertThat(counters.get(Counter.BAD_PEER_RECORDS)).isEqualTo(1);
  }

  @Test
  void believesAnObservedAddressWhenTwoPeersAgree() {
    start();
    Endpoint outside = endpoint(99);
    linkUp(1, 1, false);
    receive(1, new Hello(1, NETWORK, record(1), outside, null));
    assertThat(core.selfRecord().endpoints()).containsExactly(endpoint(0));
    linkUp(2, 2, false);
    receive(2, new Hello(1, NETWORK, record(2), outside, null));
    assertThat(core.selfRecord().endpoints()).containsExactly(endpoint(0), outside);
    assertThat(sentOn(1)).contains(new OverlayMessage.RecordUpdate(core.selfRecord()));
  }

  @Test
  void aPeerIsDialledEverywhereAtOnceAndThenRests() {
    PeerRecord two =
        PeerRecordCodec.sign(TestKeys.identity(1), 1, List.of(endpoint(1), endpoint(2)));
    handle(new Event.Start(List.of(endpoint(0)), List.of(), List.of(two)));
    handle(new Event.Wake());
    assertThat(out.dialled).containsExactly(new RecordedEffects.Dialled(endpoint(1), peer(1)));
    handle(new Event.DialFailed(endpoint(1), peer(1), CloseReason.UNREACHABLE));
    handle(new Event.Wake());
    assertThat(out.dialled).hasSize(1);
    now += 2 * SECOND;
    handle(new Event.Wake());
    assertThat(out.dialled).hasSize(2);
    handle(new Event.LinkUp(1, peer(1), endpoint(2), true));
    receive(1, new Hello(1, NETWORK, two, null, null));
    assertThat(core.neighbours().getFirst().remote()).isEqualTo(endpoint(2));
  }

  @Test
  void refusesMoreLinksThanItsBound() {
    start();
    for (int i = 1; i <= OverlayConfig.DEFAULT.linksMax() + 1; i++) {
      linkUp(i, i, false);
    }
    assertThat(closed(OverlayConfig.DEFAULT.linksMax())).isNull();
    assertThat(closed(OverlayConfig.DEFAULT.linksMax() + 1)).isEqualTo(CloseReason.FULL);
    assertThat(counters.get(Counter.LINKS_REFUSED)).isEqualTo(1);
  }

  @Test
  void whoWasBannedIsRefusedForTenMinutes() {
    start();
    neighbour(1, 1);
    core.ban(peer(1), "lies", now, out);
    assertThat(closed(1)).isEqualTo(CloseReason.PROTOCOL_ERROR);
    now += SECOND;
    linkUp(2, 1, false);
    assertThat(closed(2)).isEqualTo(CloseReason.PROTOCOL_ERROR);
    assertThat(core.knownRecords()).isEmpty();
    now += Banned.BAN_NANOS;
    handle(new Event.Wake());
    neighbour(3, 1);
    assertThat(core.neighbours()).hasSize(1);
  }

  @Test
  void oneNetworkOfAddressesGetsTwoSeatsInABucketAndTenLinks() {
    start();
    for (int number = 1; number <= 60; number++) {
      handle(new Event.LinkUp(number, peer(number), publicEndpoint(number), false));
      if (closed(number) == null) {
        hello(number, number);
      }
    }
    assertThat(core.neighbours()).hasSize(10);
    assertThat(counters.get(Counter.LINKS_REFUSED)).isEqualTo(50);
    for (int bucket = 0; bucket < 160; bucket++) {
      assertThat(core.table().bucket(bucket)).hasSizeLessThanOrEqualTo(2);
    }
    handle(new Event.LinkUp(99, peer(99), Endpoint.ofIpv4(0x08080900, 4001), false));
    hello(99, 99);
    assertThat(core.neighbours()).hasSize(11);
  }

  private static Endpoint publicEndpoint(int number) {
    return Endpoint.ofIpv4(0x08080800 + number, 4001);
  }
}
