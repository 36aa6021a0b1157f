package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.path.PathFrame.AskDialBack;
import org.xorcast.core.path.PathFrame.Call;
import org.xorcast.core.path.PathFrame.DialBackAsked;
import org.xorcast.core.path.PathFrame.DialBackFor;
import org.xorcast.core.path.PathFrame.Reserve;
import org.xorcast.core.path.PathFrame.Reserved;
import org.xorcast.core.path.PathMessage.DialBack;

/** A node behind a NAT with another port for everybody, and a gateway that says it maps one. */
class MappedPathTest {
  private static final int HOME = 0x0b010001;
  private static final Endpoint MAPPED = Endpoint.ofIpv4(HOME, 4001);
  private static final Endpoint CALLED = Endpoint.ofIpv4(0x0b0b0001, 4001);
  private static final Endpoint STRANGER = Endpoint.ofIpv4(0x0b0c0001, 50000);
  private static final Via RELAYED = new Via.Relayed(CALLED, 7);
  private static final PathKey KEY = new PathKey(77, Bytes.wrap(new byte[32]));

  private record Frame(long link, PathFrame frame) {}

  private final List<Frame> frames = new ArrayList<>();
  private final List<@Nullable Endpoint> proved = new ArrayList<>();
  private final PathEffects out =
      new NoEffects() {
        @Override
        public void sendFrame(long link, byte[] frame) {
          frames.add(new Frame(link, PathFrame.decode(frame)));
        }

        @Override
        public void provedMapped(@Nullable Endpoint endpoint) {
          proved.add(endpoint);
        }
      };
  private final PathCore core = core();
  private long now = 1;

  private static PathCore core() {
    return new PathCore(
        List.of(Endpoint.ofIpv4(0xc0a80102, 4001)), RelayLimits.BY_THE_WAY, SeededBytes.of(1));
  }

  private static PeerId peer(int number) {
    return TestKeys.identity(number).peerId();
  }

  private <F extends PathFrame> List<F> sent(Class<F> type) {
    return frames.stream().map(Frame::frame).filter(type::isInstance).map(type::cast).toList();
  }

  private List<AskDialBack> asks(int port) {
    return sent(AskDialBack.class).stream().filter(ask -> ask.port() == port).toList();
  }

  private void pass(Duration time) {
    long until = now + time.toNanos();
    while (core.nextDeadlineNanos() <= until) {
      now = Math.max(now, core.nextDeadlineNanos());
      core.wake(now, out);
    }
    now = until;
  }

  /** A link that this node has opened to somebody, who sees it at that port. */
  private void dialled(long link, Endpoint to, int port) {
    core.linkUp(link, peer((int) link + 1), new Via.Direct(to), true, now, out);
    called(link, true, Endpoint.ofIpv4(HOME, port));
  }

  private void cameIn(long link, Endpoint from, Endpoint at) {
    core.linkUp(link, peer((int) link + 1), new Via.Direct(from), false, now, out);
    called(link, false, at);
  }

  private void called(long link, boolean answer, Endpoint seen) {
    core.frame(link, new Call(answer, false, KEY, seen, List.of()).encode(), now, out);
  }

  /** The next dial-back to the mapped port is asked for, and comes from there. */
  private void dialBack(Endpoint from) {
    frames.clear();
    pass(Duration.ofSeconds(1));
    AskDialBack ask = asks(MAPPED.port()).getFirst();
    core.frame(1, new DialBackAsked(ask.nonce(), true).encode(), now, out);
    core.received(new Via.Direct(from), new DialBack(ask.nonce()).encode(), now, out);
  }

  /** Dial-backs are sent and do not come. */
  private void nothingComesFor(int seconds) {
    for (int i = 0; i < seconds; i++) {
      pass(Duration.ofSeconds(1));
      for (AskDialBack ask : sent(AskDialBack.class)) {
        core.frame(1, new DialBackAsked(ask.nonce(), true).encode(), now, out);
      }
    }
  }

  @Test
  void aMappedPlaceIsProvedByWhatComesInThere() {
    dialled(1, CALLED, 2000);
    core.mapped(MAPPED, now, out);
    assertThat(core.place().reached()).isFalse();
    dialBack(STRANGER);
    assertThat(proved).containsExactly(MAPPED);
    assertThat(core.place().mappedProved()).isTrue();
    assertThat(core.place().reached()).isTrue();
  }

  @Test
  void whoIsReachedThereNeedsNoRelays() {
    dialled(1, CALLED, 2000);
    pass(Duration.ofSeconds(1));
    assertThat(sent(Reserve.class)).isNotEmpty();
    core.frame(1, new Reserved(3600, null).encode(), now, out);
    assertThat(core.place().relays()).containsExactly(CALLED);
    core.mapped(MAPPED, now, out);
    dialBack(STRANGER);
    frames.clear();
    pass(Duration.ofSeconds(2));
    assertThat(core.place().relays()).isEmpty();
    assertThat(frames).as("what is asked for").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc0a84d01, 0x0a000001, 0x7f000001, 0x64400001, 0x0b090001})
  void aLieIsNeitherToldNorAskedAbout(int address) {
    dialled(1, CALLED, 2000);
    core.mapped(Endpoint.ofIpv4(address, 4001), now, out);
    core.linkUp(2, peer(3), RELAYED, true, now, out);
    pass(Duration.ofMinutes(20));
    assertThat(asks(4001)).isEmpty();
    assertThat(sent(Call.class))
        .allMatch(call ->
            call.candidates().stream().noneMatch(e -> e.equals(Endpoint.ofIpv4(address, 4001))));
    assertThat(proved).isEmpty();
    assertThat(core.place().reached()).isFalse();
  }

  @Test
  void aPortThatLeadsElsewhereIsNeverProved() {
    dialled(1, CALLED, 2000);
    core.mapped(MAPPED, now, out);
    nothingComesFor(60);
    assertThat(asks(4001)).hasSize(MappedPlace.ATTEMPTS_MAX);
    assertThat(proved).isEmpty();
  }

  @Test
  void aMappedPlaceIsToldFirst() {
    dialled(1, CALLED, 2000);
    core.mapped(MAPPED, now, out);
    core.linkUp(2, peer(3), RELAYED, true, now, out);
    assertThat(sent(Call.class).getLast().candidates()).first().isEqualTo(MAPPED);
  }

  @Test
  void itsProofTellsNothingOfThePlaceWithoutTheGateway() {
    dialled(1, CALLED, MAPPED.port());
    core.mapped(MAPPED, now, out);
    pass(Duration.ofSeconds(2));
    assertThat(asks(0)).as("would come in by the mapping").isEmpty();
    dialBack(STRANGER);
    cameIn(2, STRANGER, MAPPED);
    assertThat(core.place().reached()).isTrue();
    core.mapped(null, now, out);
    assertThat(core.place().reached()).isFalse();
    assertThat(proved).containsExactly(MAPPED, null);
    pass(Duration.ofSeconds(2));
    assertThat(asks(0)).isNotEmpty();
  }

  @Test
  void whoCameInBeforeTheMappingWasKnownMayHaveComeByIt() {
    dialled(1, CALLED, MAPPED.port());
    cameIn(2, STRANGER, MAPPED);
    assertThat(core.place().reached()).isTrue();
    core.mapped(MAPPED, now, out);
    assertThat(core.place().reached()).isFalse();
  }

  @Test
  void aDialBackThatWasUnderWayThenMayHaveComeByIt() {
    dialled(1, CALLED, MAPPED.port());
    pass(Duration.ofMillis(100));
    AskDialBack ask = asks(0).getFirst();
    core.mapped(MAPPED, now, out);
    core.received(new Via.Direct(STRANGER), new DialBack(ask.nonce()).encode(), now, out);
    assertThat(core.place().reached()).isFalse();
  }

  @Test
  void aStrangersCallProvesThePlaceWhereHeSeesUs() {
    dialled(1, CALLED, 2000);
    core.mapped(MAPPED, now, out);
    cameIn(2, CALLED, MAPPED);
    assertThat(proved).as("he was called before").isEmpty();
    cameIn(3, STRANGER, MAPPED);
    assertThat(proved).containsExactly(MAPPED);
    core.mapped(null, now, out);
    assertThat(core.place().reached()).isFalse();
    core.mapped(MAPPED, now, out);
    cameIn(4, STRANGER, Endpoint.ofIpv4(HOME, 2000));
    assertThat(core.place().mappedProved()).isFalse();
    assertThat(core.place().reached()).as("without the gateway").isTrue();
  }

  @Test
  void fromWhomWeHaveCalledItIsAProofOnlyIfNobodyWeCalledSeesUsThere() {
    dialled(1, CALLED, 2000);
    core.contacted(STRANGER);
    core.mapped(MAPPED, now, out);
    dialBack(STRANGER);
    assertThat(proved).containsExactly(MAPPED);

    core.mapped(null, now, out);
    called(1, true, MAPPED);
    core.mapped(MAPPED, now, out);
    dialBack(STRANGER);
    assertThat(core.place().mappedProved()).isFalse();
  }

  @Test
  void whatFailsToBeProvedAgainIsForgotten() {
    dialled(1, CALLED, 2000);
    core.mapped(MAPPED, now, out);
    dialBack(STRANGER);
    pass(Duration.ofMinutes(10));
    frames.clear();
    nothingComesFor(10);
    assertThat(proved).containsExactly(MAPPED, null);
    assertThat(sent(Reserve.class)).as("relays are needed again").isNotEmpty();
  }

  @Test
  void whoIsSeenElsewhereHasMovedAway() {
    dialled(1, CALLED, 2000);
    core.mapped(MAPPED, now, out);
    dialBack(STRANGER);
    called(1, true, Endpoint.ofIpv4(0x0b020001, 4001));
    pass(Duration.ofSeconds(1));
    assertThat(proved).containsExactly(MAPPED, null);
  }

  @Test
  void thoseWhoCameInByTheGatewayDoNotHideThatThePortVaries() {
    dialled(1, CALLED, 2000);
    dialled(2, Endpoint.ofIpv4(0x0b0d0001, 4001), 2001);
    core.mapped(MAPPED, now, out);
    for (int i = 3; i < 9; i++) {
      cameIn(i, Endpoint.ofIpv4(0x0c000000 + i, 4001), MAPPED);
    }
    assertThat(core.place().varies()).isTrue();
  }

  @Test
  void itRelaysOnlyForThoseWhoSeeItWhereStrangersDo() {
    dialled(1, CALLED, 2000);
    core.mapped(MAPPED, now, out);
    dialBack(STRANGER);
    cameIn(2, STRANGER, MAPPED);
    core.frame(1, new Reserve(true).encode(), now, out);
    assertThat(sent(Reserved.class)).containsExactly(new Reserved(0, null));
    core.frame(2, new Reserve(true).encode(), now, out);
    assertThat(sent(Reserved.class).getLast().seconds()).isPositive();
  }

  @Test
  void aDialBackToAPortGoesToTheAskersOwnAddress() {
    Endpoint asker = Endpoint.ofIpv4(0x0b020001, 1234);
    cameIn(1, asker, MAPPED);
    cameIn(2, STRANGER, MAPPED);
    Bytes nonce = Bytes.wrap(new byte[PathMessage.NONCE_BYTES]);
    core.frame(1, new AskDialBack(nonce, 4007).encode(), now, out);
    assertThat(frames)
        .contains(new Frame(2, new DialBackFor(nonce, new Endpoint(asker.ip(), 4007))));
  }
}
