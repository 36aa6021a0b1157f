package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.path.PathFrame.AskDialBack;
import org.xorcast.core.path.PathFrame.Call;
import org.xorcast.core.path.PathFrame.DialBackAsked;
import org.xorcast.core.path.PathFrame.DialBackFor;
import org.xorcast.core.path.PathFrame.Reserve;
import org.xorcast.core.path.PathFrame.Reserved;
import org.xorcast.core.path.PathMessage.DialBack;
import org.xorcast.core.path.PathMessage.Open;
import org.xorcast.core.path.PathMessage.Ping;
import org.xorcast.core.path.PathMessage.Pong;

/** One node's paths, and what others can make it do. */
class PathCoreTest {
  private static final Endpoint OWN = Endpoint.ofIpv4(0x0b010001, 4001);
  private static final Endpoint THEIRS = Endpoint.ofIpv4(0x0b020001, 4002);
  private static final Endpoint ELSEWHERE = Endpoint.ofIpv4(0x0b030001, 4003);
  private static final Via RELAYED = new Via.Relayed(Endpoint.ofIpv4(0x0b0b0001, 4001), 7);
  private static final PathKey THEIR_KEY = new PathKey(77, Bytes.wrap(new byte[32]));

  private final Recorded out = new Recorded();
  private final PathCore core = core(1);
  private long now = 1;

  private record Sent(Via via, Bytes datagram) {}

  private record Frame(long link, PathFrame frame) {}

  private static final class Recorded extends NoEffects {
    final ArrayDeque<Sent> sent = new ArrayDeque<>();
    final List<Frame> frames = new ArrayList<>();
    final List<Endpoint> aside = new ArrayList<>();
    final List<Via> used = new ArrayList<>();
    final List<List<Endpoint>> relays = new ArrayList<>();

    @Override
    public void send(Via via, byte[] datagram, boolean opener) {
      sent.add(new Sent(via, Bytes.wrap(datagram)));
    }

    @Override
    public void sendAside(Endpoint to, byte[] datagram) {
      aside.add(to);
      sent.add(new Sent(new Via.Direct(to), Bytes.wrap(datagram)));
    }

    @Override
    public void sendFrame(long link, byte[] frame) {
      frames.add(new Frame(link, PathFrame.decode(frame)));
    }

    @Override
    public void use(long link, Via via) {
      used.add(via);
    }

    @Override
    public void relays(List<Endpoint> now) {
      relays.add(now);
    }

    @Override
    public long sentNanos(long link) {
      return 0;
    }

    <F extends PathFrame> List<F> frames(Class<F> type) {
      return frames.stream().map(Frame::frame).filter(type::isInstance).map(type::cast).toList();
    }

    <M extends PathMessage> List<M> sent(Class<M> type) {
      return sent.stream()
          .map(each -> PathMessage.decode(each.datagram.unwrap()))
          .filter(type::isInstance)
          .map(type::cast)
          .toList();
    }
  }

  private static PathCore core(long seed) {
    return new PathCore(List.of(OWN), RelayLimits.BY_THE_WAY, SeededBytes.of(seed));
  }

  private static PeerId peer(int number) {
    return TestKeys.identity(number).peerId();
  }

  /** A link through a relay whose ends have called each other; returns our key. */
  private PathKey relayedLink() {
    core.linkUp(1, peer(2), RELAYED, true, now, out);
    PathKey own = out.frames(Call.class).getFirst().key();
    Call answer = new Call(true, false, THEIR_KEY, null, List.of(THEIRS));
    core.frame(1, answer.encode(), now, out);
    return own;
  }

  private void pass(Duration time) {
    long until = now + time.toNanos();
    while (core.nextDeadlineNanos() <= until) {
      now = Math.max(now, core.nextDeadlineNanos());
      core.wake(now, out);
    }
    now = until;
  }

  private Ping pingToThem() {
    for (Sent each : out.sent) {
      if (each.via.equals(new Via.Direct(THEIRS))
          && PathMessage.decode(each.datagram.unwrap()) instanceof Ping ping) {
        return ping;
      }
    }
    throw new AssertionError("no ping to " + THEIRS);
  }

  @Test
  void aPongOfTheRightKeyMovesTheLink() {
    PathKey own = relayedLink();
    pass(Duration.ofMillis(10));
    Ping ping = pingToThem();
    assertThat(ping.mac()).isEqualTo(THEIR_KEY.macOfPing(ping.transaction()));
    Bytes mac = own.macOfPong(ping.transaction(), OWN);
    Pong pong = new Pong(ping.transaction(), own.tag(), OWN, mac);
    core.received(new Via.Direct(THEIRS), pong.encode(), now, out);
    assertThat(out.used).containsExactly(new Via.Direct(THEIRS));
    assertThat(core.via(1)).isEqualTo(new Via.Direct(THEIRS));
    assertThat(core.isPunched(1)).isTrue();
  }

  @Test
  void nothingElseMovesTheLink() {
    PathKey own = relayedLink();
    pass(Duration.ofMillis(10));
    Ping ping = pingToThem();
    Bytes forged = Bytes.wrap(new byte[PathKey.MAC_BYTES]);
    Bytes foreign = Bytes.wrap(new byte[PathMessage.TRANSACTION_BYTES]);
    List<PathMessage> wrong =
        List.of(
            new Pong(ping.transaction(), own.tag(), OWN, forged),
            new Pong(ping.transaction(), own.tag() + 1, OWN, own.macOfPong(foreign, OWN)),
            new Pong(foreign, own.tag(), OWN, own.macOfPong(foreign, OWN)),
            new Pong(
                ping.transaction(), own.tag(), ELSEWHERE, own.macOfPong(ping.transaction(), OWN)));
    for (PathMessage pong : wrong) {
      core.received(new Via.Direct(THEIRS), pong.encode(), now, out);
    }
    core.foreign(1, new Via.Direct(ELSEWHERE), now, out);
    pass(Duration.ofMillis(200));
    assertThat(out.used).isEmpty();
  }

  @Test
  void aPingIsAnsweredIfItsKeyIsRightAndElseNot() {
    PathKey own = relayedLink();
    pass(Duration.ofMillis(10));
    out.sent.clear();
    Bytes transaction = Bytes.wrap(new byte[PathMessage.TRANSACTION_BYTES]);
    Ping forged = new Ping(transaction, own.tag(), Bytes.wrap(new byte[PathKey.MAC_BYTES]));
    core.received(new Via.Direct(ELSEWHERE), forged.encode(), now, out);
    assertThat(out.sent).isEmpty();
    Ping right = new Ping(transaction, own.tag(), own.macOfPing(transaction));
    core.received(new Via.Direct(ELSEWHERE), right.encode(), now, out);
    Pong pong = out.sent(Pong.class).getFirst();
    assertThat(pong.observed()).isEqualTo(ELSEWHERE);
    assertThat(pong.mac()).isEqualTo(THEIR_KEY.macOfPong(transaction, ELSEWHERE));
  }

  private static final Endpoint TUNNEL = TunnelEnd.of(THEIRS.ip(), 7);

  @Test
  void aMadeUpEndpointIsToldToNobody() {
    core.linkUp(1, peer(2), new Via.Direct(TUNNEL), false, now, out);
    core.linkUp(2, peer(3), new Via.Direct(ELSEWHERE), false, now, out);
    core.frame(1, new Call(false, false, THEIR_KEY, null, List.of(TUNNEL)).encode(), now, out);
    Call call = out.frames(Call.class).getFirst();
    assertThat(call.observed()).as("what CALL says").isNull();
    assertThat(call.candidates()).containsExactly(OWN);

    Bytes nonce = Bytes.wrap(new byte[PathMessage.NONCE_BYTES]);
    core.frame(1, new AskDialBack(nonce, 0).encode(), now, out);
    core.frame(2, new DialBackFor(nonce, TUNNEL).encode(), now, out);
    assertThat(out.frames(DialBackFor.class)).isEmpty();
    assertThat(out.frames(DialBackAsked.class)).allMatch(asked -> !asked.asked());
    assertThat(out.sent(DialBack.class)).isEmpty();

    Bytes transaction = Bytes.wrap(new byte[PathMessage.TRANSACTION_BYTES]);
    Ping ping = new Ping(transaction, call.key().tag(), call.key().macOfPing(transaction));
    core.received(new Via.Direct(TUNNEL), ping.encode(), now, out);
    assertThat(out.sent(Pong.class).getFirst().observed()).isEqualTo(PathCore.NOWHERE);
  }

  @Test
  void noRelayIsAskedForThatIsAtTheOtherEndOfATunnelOfItsOwn() {
    core.linkUp(1, peer(2), new Via.Direct(TUNNEL), false, now, out);
    core.linkUp(2, peer(3), new Via.Direct(ELSEWHERE), true, now, out);
    core.frame(2, new Call(true, false, THEIR_KEY, THEIRS, List.of()).encode(), now, out);
    pass(Duration.ofSeconds(3));
    assertThat(out.frames.stream().filter(f -> f.frame() instanceof Reserve).map(Frame::link))
        .containsOnly(2L);
    assertThat(core.place().seen()).containsExactly(THEIRS);
  }

  @Test
  void whoIsTunnelledNeedsRelaysIsNoneAndHasNoPlace() {
    core.linkUp(1, peer(2), new Via.Direct(ELSEWHERE), true, now, out);
    core.tunnelled(List.of(ELSEWHERE), now);
    core.frame(1, new Call(true, false, THEIR_KEY, THEIRS, List.of()).encode(), now, out);
    pass(Duration.ofSeconds(2));
    assertThat(core.place().seen()).isEmpty();
    assertThat(core.place().hidden()).isTrue();
    assertThat(out.frames(Reserve.class)).isNotEmpty();
    core.frame(1, new Reserve(true).encode(), now, out);
    assertThat(out.frames(Reserved.class)).containsExactly(new Reserved(0, null));
    core.frame(1, new Reserved(3600, null).encode(), now, out);
    assertThat(core.place().relays()).containsExactly(ELSEWHERE);
  }

  @Test
  void whoLeavesATunnelAsksWhereItIsSeenAndKeepsItsRelaysUntilThen() {
    core.linkUp(1, peer(2), new Via.Direct(ELSEWHERE), true, now, out);
    PathKey own = out.frames(Call.class).getFirst().key();
    core.frame(1, new Call(true, false, THEIR_KEY, null, List.of()).encode(), now, out);
    core.tunnelled(List.of(ELSEWHERE), now);
    pass(Duration.ofSeconds(2));
    core.frame(1, new Reserved(3600, null).encode(), now, out);
    out.sent.clear();
    core.leaveTunnels(now);
    pass(Duration.ofSeconds(1));
    assertThat(core.place().relays()).containsExactly(ELSEWHERE);
    Ping ping = out.sent(Ping.class).getFirst();
    Bytes mac = own.macOfPong(ping.transaction(), THEIRS);
    byte[] pong = new Pong(ping.transaction(), own.tag(), THEIRS, mac).encode();
    core.received(new Via.Direct(ELSEWHERE), pong, now, out);
    assertThat(core.place().seen()).containsExactly(THEIRS);
    assertThat(core.place().hidden()).as("not known any more").isFalse();
    out.sent.clear();
    pass(Duration.ofSeconds(3));
    assertThat(out.sent(Ping.class)).isEmpty();
  }

  @Test
  void whoIsDialledBackByNobodyButThoseItKnowsDoesNotAskEachSecond() {
    core.linkUp(1, peer(2), new Via.Direct(ELSEWHERE), true, now, out);
    core.contacted(THEIRS);
    for (int i = 0; i < 60; i++) {
      pass(Duration.ofSeconds(1));
      for (AskDialBack ask : out.frames(AskDialBack.class)) {
        core.received(new Via.Direct(THEIRS), new DialBack(ask.nonce()).encode(), now, out);
      }
    }
    assertThat(out.frames(AskDialBack.class)).hasSizeLessThan(5);
  }

  @Test
  void aDialBackGoesWhereTheAskerIsSeenAndNotOften() {
    core.linkUp(1, peer(2), new Via.Direct(THEIRS), false, now, out);
    core.linkUp(2, peer(3), new Via.Direct(ELSEWHERE), false, now, out);
    for (int i = 0; i < 100; i++) {
      byte[] nonce = new byte[PathMessage.NONCE_BYTES];
      nonce[0] = (byte) i;
      core.frame(1, new AskDialBack(Bytes.wrap(nonce), 0).encode(), now, out);
    }
    List<DialBackFor> asked = out.frames(DialBackFor.class);
    assertThat(asked).hasSize(8).allMatch(each -> each.to().equals(THEIRS));
    assertThat(out.sent).as("nothing is sent from where the asker has been").isEmpty();
  }

  private static Endpoint ipv6(int last) {
    byte[] ip = new byte[16];
    ip[0] = 0x2a;
    ip[15] = (byte) last;
    return new Endpoint(Bytes.wrap(ip), 4001);
  }

  private void linkSeenAt(int number, Endpoint where, Endpoint seen) {
    core.linkUp(number, peer(number + 1), new Via.Direct(where), false, now, out);
    core.frame(number, new Call(false, false, THEIR_KEY, seen, List.of()).encode(), now, out);
  }

  @Test
  void aRelayTellsItsPlaceInTheOtherVersionIfThatIsAskedAndKnown() {
    linkSeenAt(1, ipv6(9), ipv6(1));
    core.frame(1, new Reserve(true).encode(), now, out);
    linkSeenAt(2, THEIRS, OWN);
    core.frame(1, new Reserve(true).encode(), now, out);
    core.frame(1, new Reserve(false).encode(), now, out);
    core.frame(2, new Reserve(true).encode(), now, out);
    assertThat(out.frames(Reserved.class))
        .as("not seen by IPv4, seen, not asked, of IPv6 one peer alone has said something")
        .containsExactly(
            new Reserved(3600, null),
            new Reserved(3600, OWN),
            new Reserved(3600, null),
            new Reserved(3600, null));
    linkSeenAt(3, ipv6(8), ipv6(1));
    core.frame(2, new Reserve(true).encode(), now, out);
    assertThat(out.frames(Reserved.class).getLast()).isEqualTo(new Reserved(3600, ipv6(1)));
  }

  @Test
  void aRelayIsNamedInBothVersionsIfItsOtherPlaceIsOne() {
    core.linkUp(1, peer(2), new Via.Direct(THEIRS), true, now, out);
    core.frame(1, new Call(true, false, THEIR_KEY, ELSEWHERE, List.of()).encode(), now, out);
    pass(Duration.ofSeconds(2));
    assertThat(out.frames(Reserve.class)).containsExactly(new Reserve(true));
    byte[] local = new byte[16];
    local[0] = (byte) 0xfd;
    List<Endpoint> wrong =
        List.of(ELSEWHERE, new Endpoint(Bytes.wrap(local), 4001), TunnelEnd.of(THEIRS.ip(), 1));
    for (Endpoint place : wrong) {
      core.frame(1, new Reserved(3600, place).encode(), now, out);
      assertThat(core.place().relays()).containsExactly(THEIRS);
    }
    core.frame(1, new Reserved(3600, ipv6(1)).encode(), now, out);
    assertThat(core.place().relays()).containsExactly(THEIRS, ipv6(1));
    assertThat(out.relays.getLast()).containsExactly(THEIRS, ipv6(1));
  }

  @Test
  void aRelayThatDoesNotKnowItsOtherPlaceIsAskedAgainSoon() {
    core.linkUp(1, peer(2), new Via.Direct(THEIRS), true, now, out);
    core.frame(1, new Call(true, false, THEIR_KEY, ELSEWHERE, List.of()).encode(), now, out);
    pass(Duration.ofSeconds(2));
    core.frame(1, new Reserved(3600, null).encode(), now, out);
    pass(Duration.ofMinutes(4));
    assertThat(out.frames(Reserve.class)).hasSize(1);
    pass(Duration.ofMinutes(2));
    assertThat(out.frames(Reserve.class)).hasSizeGreaterThan(1);
    core.frame(1, new Reserved(3600, ipv6(1)).encode(), now, out);
    int asked = out.frames(Reserve.class).size();
    pass(Duration.ofMinutes(10));
    assertThat(out.frames(Reserve.class)).hasSize(asked);
  }

  @Test
  void aDialBackIsAskedOfOneWithTheSameVersionOnly() {
    core.linkUp(1, peer(2), new Via.Direct(THEIRS), false, now, out);
    core.linkUp(2, peer(3), new Via.Direct(ipv6(1)), false, now, out);
    Bytes nonce = Bytes.wrap(new byte[PathMessage.NONCE_BYTES]);
    core.frame(1, new AskDialBack(nonce, 0).encode(), now, out);
    assertThat(out.frames(DialBackFor.class)).isEmpty();
    assertThat(out.frames(DialBackAsked.class)).containsExactly(new DialBackAsked(nonce, false));
    core.linkUp(3, peer(4), new Via.Direct(ELSEWHERE), false, now, out);
    core.frame(1, new AskDialBack(nonce, 0).encode(), now, out);
    assertThat(out.frames).contains(new Frame(3, new DialBackFor(nonce, THEIRS)));
  }

  @Test
  void whoIsAskedToDialBackSendsOneSmallPacketAndNotOften() {
    core.linkUp(1, peer(2), new Via.Direct(THEIRS), false, now, out);
    for (int i = 0; i < 100; i++) {
      Bytes nonce = Bytes.wrap(new byte[PathMessage.NONCE_BYTES]);
      core.frame(1, new DialBackFor(nonce, ELSEWHERE).encode(), now, out);
    }
    assertThat(out.sent(DialBack.class)).hasSize(8);
    assertThat(out.aside).as("by sockets of their own").hasSize(8);
    assertThat(out.sent).allMatch(each -> each.datagram.length() == 18);
  }

  @Test
  void theFirstMessageOfAStrangerCostsAtMostAShorterOne() {
    byte[] open = new Open(Bytes.wrap(new byte[12]), peer(9)).encode();
    core.received(new Via.Direct(ELSEWHERE), open, now, out);
    assertThat(out.sent).allMatch(each -> each.datagram.length() < open.length);
    out.sent.clear();
    Rng rng = new Rng(3);
    for (int i = 0; i < 10_000; i++) {
      byte[] noise = HexFormat.of().parseHex("30" + "00".repeat(rng.nextInt(70)));
      for (int j = 1; j < noise.length; j++) {
        noise[j] = (byte) rng.nextLong();
      }
      core.received(new Via.Direct(ELSEWHERE), noise, now, out);
      assertThat(out.sent).allMatch(each -> each.datagram.length() < noise.length);
      out.sent.clear();
    }
  }

  /** The other end asks every 20 s; one question comes later than it was sent, the next sooner. */
  @Test
  void whoIsAskedToGuessDoesSoEveryTimeThatItIsDue() {
    core.linkUp(1, peer(2), RELAYED, true, now, out);
    Call varies = new Call(true, true, THEIR_KEY, null, List.of(THEIRS));
    core.frame(1, varies.encode(), now, out);
    assertThat(guesses()).isEqualTo(Birthday.GUESSES_MAX);
    pass(Duration.ofMillis(14_990));
    assertThat(guesses()).isEqualTo(Birthday.GUESSES_MAX);
    assertThat(guesses()).as("at once again").isZero();
  }

  /** It may have found out after its CALL. */
  @Test
  void whoAsksForAGuessHasAPortThatVaries() {
    core.linkUp(1, peer(2), RELAYED, true, now, out);
    core.frame(1, new Call(true, false, THEIR_KEY, null, List.of(THEIRS)).encode(), now, out);
    assertThat(guesses()).isEqualTo(Birthday.GUESSES_MAX);
  }

  @Test
  void whatCannotBeGuessedKeepsNobodyElseFromIt() {
    core.linkUp(1, peer(2), RELAYED, true, now, out);
    core.linkUp(2, peer(3), RELAYED, true, now, out);
    core.frame(1, new Call(true, true, THEIR_KEY, null, List.of(THEIRS)).encode(), now, out);
    core.frame(2, new PathFrame.Guess().encode(), now, out);
    assertThat(guesses()).isEqualTo(Birthday.GUESSES_MAX);
  }

  /** How many ports are pinged within the 5 s after a GUESS, that the link does not ping anyway. */
  private long guesses() {
    out.sent.clear();
    core.frame(1, new PathFrame.Guess().encode(), now, out);
    pass(Duration.ofSeconds(5));
    return out.sent.stream()
        .map(Sent::via)
        .filter(via -> via.isDirect() && !via.next().equals(THEIRS) && !via.next().equals(OWN))
        .count();
  }
}
