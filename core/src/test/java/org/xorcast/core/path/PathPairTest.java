package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Endpoint;

/** Two ends of a link that can go straight, 20 ms, and through a relay. */
class PathPairTest {
  private static final long STRAIGHT_NANOS = Duration.ofMillis(20).toNanos();
  private static final Via RELAYED = new Via.Relayed(Endpoint.ofIpv4(0x0b0b0001, 4001), 7);

  private record Due(long nanos, long order, Runnable what) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::order));
  private long now;
  private long order;
  private long relayNanos = STRAIGHT_NANOS;
  private boolean straightIsCut;

  private final class End extends NoEffects {
    Endpoint place;
    final PathCore core;
    Via via = RELAYED;
    int pings;
    int calls;
    boolean hasSentStraight;
    boolean wasSurprised;

    End(int number) {
      place = Endpoint.ofIpv4(0x0b000001 | number << 16, 4001);
      core = new PathCore(List.of(place), RelayLimits.NONE, SeededBytes.of(number));
    }

    End other() {
      return this == a ? b : a;
    }

    @Override
    public void send(Via via, byte[] datagram, boolean opener) {
      pings += datagram[1] == 5 ? 1 : 0;
      Via from = via.isDirect() ? new Via.Direct(place) : via;
      hasSentStraight |= via.isDirect();
      boolean lost = via.isDirect() && (straightIsCut || !via.next().equals(other().place));
      if (!opener && !lost) {
        later(via.isDirect() ? STRAIGHT_NANOS : relayNanos, () -> other().receive(from, datagram));
      }
    }

    void receive(Via from, byte[] datagram) {
      wasSurprised |= from.isDirect() && !hasSentStraight;
      core.received(from, datagram, now, this);
    }

    @Override
    public void sendFrame(long link, byte[] frame) {
      calls += frame[0] == 8 ? 1 : 0;
      later(relayNanos, () -> other().core.frame(link, frame, now, other()));
    }

    @Override
    public void use(long link, Via newVia) {
      via = newVia;
    }
  }

  private final End a = new End(1);
  private final End b = new End(2);

  private void later(long delayNanos, Runnable what) {
    queue.add(new Due(now + delayNanos, order++, what));
  }

  private void link() {
    a.core.linkUp(1, TestKeys.identity(2).peerId(), RELAYED, true, now, a);
    b.core.linkUp(1, TestKeys.identity(1).peerId(), RELAYED, false, now, b);
  }

  private void linkStraight() {
    Via there = new Via.Direct(b.place);
    a.core.linkUp(1, TestKeys.identity(2).peerId(), there, true, now, a);
    Via back = new Via.Direct(a.place);
    b.core.linkUp(1, TestKeys.identity(1).peerId(), back, false, now, b);
  }

  private void runFor(Duration time) {
    long until = now + time.toNanos();
    while (true) {
      long wake = Math.min(a.core.nextDeadlineNanos(), b.core.nextDeadlineNanos());
      long next = queue.isEmpty() ? wake : Math.min(wake, queue.peek().nanos);
      if (next > until) {
        break;
      }
      now = Math.max(now, next);
      if (!queue.isEmpty() && queue.peek().nanos <= now) {
        queue.remove().what.run();
      } else {
        a.core.wake(now, a);
        b.core.wake(now, b);
      }
    }
    now = until;
  }

  @Test
  void aLinkAtRestIsWatchedByFewPings() {
    link();
    runFor(Duration.ofSeconds(5));
    assertThat(a.via.isDirect()).isTrue();
    assertThat(b.via.isDirect()).isTrue();
    int before = a.pings + b.pings;
    int calls = a.calls + b.calls;
    runFor(Duration.ofMinutes(1));
    // Each end: the way in use each 3 s, the relay each 15 s.
    assertThat(a.pings + b.pings - before).isBetween(40, 60);
    assertThat(a.calls + b.calls).isEqualTo(calls);
  }

  @Test
  void bothEndsFallBackToTheRelayAndReturn() {
    link();
    runFor(Duration.ofSeconds(5));
    straightIsCut = true;
    runFor(Duration.ofSeconds(5));
    assertThat(a.via).isEqualTo(RELAYED);
    assertThat(b.via).isEqualTo(RELAYED);
    straightIsCut = false;
    runFor(Duration.ofSeconds(5));
    assertThat(a.via.isDirect()).isTrue();
    assertThat(b.via.isDirect()).isTrue();
  }

  /** There are NATs that move a port away from a peer who is heard at it before he was sent to. */
  @ParameterizedTest
  @ValueSource(longs = {20, 130, 400})
  void nobodyIsPingedBeforeItHasOpenedTheWay(long relayMillis) {
    relayNanos = Duration.ofMillis(relayMillis).toNanos();
    link();
    runFor(Duration.ofSeconds(5));
    assertThat(a.via.isDirect()).isTrue();
    assertThat(b.via.isDirect()).isTrue();
    assertThat(a.wasSurprised).isFalse();
    assertThat(b.wasSurprised).isFalse();
  }

  /** An address that a provider has changed, a network that a laptop has moved to. */
  @Test
  void whoMovesIsToldWhereItIsSeenNow() {
    linkStraight();
    runFor(Duration.ofSeconds(5));
    Endpoint before = a.place;
    assertThat(a.core.place().seen()).containsExactly(before);
    Endpoint elsewhere = Endpoint.ofIpv4(0x0b090001, 2000);
    a.place = elsewhere;
    b.core.foreign(1, new Via.Direct(elsewhere), now, b);
    runFor(Duration.ofSeconds(2));
    assertThat(b.via).isEqualTo(new Via.Direct(elsewhere));
    assertThat(a.core.place().seen()).containsExactly(elsewhere);
    a.core.own(List.of(elsewhere), now, a);
    assertThat(a.core.own()).containsExactly(elsewhere);
  }
}
