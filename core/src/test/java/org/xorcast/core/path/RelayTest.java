package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.TunnelEnd;
import org.xorcast.core.path.PathMessage.Open;
import org.xorcast.core.path.PathMessage.Opened;
import org.xorcast.core.path.PathMessage.Refused;

/** What a relay does for whom, and what it does not. */
class RelayTest {
  private static final Endpoint TARGET = Endpoint.ofIpv4(0x0b020001, 4002);
  private static final Endpoint CALLER = Endpoint.ofIpv4(0x0b010001, 4001);
  private static final Endpoint STRANGER = Endpoint.ofIpv4(0x0b030001, 4001);
  private static final RelayLimits LIMITS = new RelayLimits(3, 2, 2, 10_000, 20_000, 1_000_000);

  private final Map<Long, Endpoint> links = new HashMap<>();
  private int drawn;
  private final Relay relay =
      new Relay(
          LIMITS,
          count -> {
            byte[] bytes = new byte[count];
            bytes[count - 1] = (byte) ++drawn;
            return bytes;
          },
          links::get,
          target -> links.containsKey(straight(target)) ? straight(target) : 0);

  /** The number of a link without a reservation. */
  private static long straight(PeerId target) {
    for (int number = 1; number <= 9; number++) {
      if (peer(number).equals(target)) {
        return 100L + number;
      }
    }
    throw new AssertionError("no such peer");
  }

  private static PeerId peer(int number) {
    return TestKeys.identity(number).peerId();
  }

  private int reserve(int number, Endpoint from) {
    links.put((long) number, from);
    return relay.reserve(peer(number), number, 0);
  }

  private PathMessage open(Endpoint caller, int target, long nowNanos) {
    Open open = new Open(Bytes.wrap(new byte[12]), peer(target));
    return Objects.requireNonNull(relay.open(caller, open, nowNanos));
  }

  private int flow(Endpoint caller, int target) {
    return ((Opened) open(caller, target, 0)).flow();
  }

  @Test
  void onlyTheTwoEndsUseAFlow() {
    assertThat(reserve(1, TARGET)).isPositive();
    int flow = flow(CALLER, 1);
    assertThat(relay.route(CALLER, flow, 100, 0)).isEqualTo(TARGET);
    assertThat(relay.route(TARGET, flow, 100, 0)).isEqualTo(CALLER);
    assertThat(relay.route(STRANGER, flow, 100, 0)).isNull();
    assertThat(relay.route(CALLER, flow + 1, 100, 0)).isNull();
    assertThat(relay.counters().droppedUnknown()).isEqualTo(2);
    assertThat(relay.counters().forwardedBytes()).isEqualTo(200);
  }

  @Test
  void nobodyIsCalledWhoDidNotAskForIt() {
    assertThat(open(CALLER, 1, 0)).isInstanceOf(Refused.class);
  }

  @Test
  void aReservationEndsWithItsLink() {
    reserve(1, TARGET);
    int flow = flow(CALLER, 1);
    relay.linkDown(1);
    assertThat(relay.route(CALLER, flow, 100, 0)).isNull();
    assertThat(open(CALLER, 1, 0)).isInstanceOf(Refused.class);
  }

  @Test
  void whoMovesIsFoundWhereHeIsNow() {
    reserve(1, TARGET);
    int flow = flow(CALLER, 1);
    links.put(1L, STRANGER);
    assertThat(relay.route(CALLER, flow, 100, 0)).isEqualTo(STRANGER);
    assertThat(relay.route(TARGET, flow, 100, 0)).isNull();
  }

  @Test
  void reservationsAreLimitedForEachAddressAndInAll() {
    assertThat(reserve(1, TARGET)).isPositive();
    assertThat(reserve(2, TARGET)).isPositive();
    assertThat(reserve(3, TARGET)).as("a third from one address").isZero();
    assertThat(reserve(4, CALLER)).isPositive();
    assertThat(reserve(5, STRANGER)).as("a fourth in all").isZero();
    assertThat(reserve(1, TARGET)).as("renewed").isPositive();
    assertThat(relay.counters().refused()).isEqualTo(2);
  }

  @Test
  void flowsToOnePeerAreLimitedAndOneCallerHasOne() {
    reserve(1, TARGET);
    int flow = flow(CALLER, 1);
    assertThat(flow(CALLER, 1)).isEqualTo(flow);
    assertThat(open(STRANGER, 1, 0)).isInstanceOf(Opened.class);
    assertThat(open(Endpoint.ofIpv4(0x0b040001, 1), 1, 0)).isInstanceOf(Refused.class);
  }

  @Test
  void whatIsOverTheRateIsDroppedAndComesAgainLater() {
    reserve(1, TARGET);
    int flow = flow(CALLER, 1);
    for (int i = 0; i < 20; i++) {
      assertThat(relay.route(CALLER, flow, 1000, 0)).isEqualTo(TARGET);
    }
    assertThat(relay.route(CALLER, flow, 1000, 0)).isNull();
    assertThat(relay.counters().droppedOverRate()).isEqualTo(1);
    long later = Duration.ofMillis(100).toNanos();
    assertThat(relay.route(CALLER, flow, 1000, later)).isEqualTo(TARGET);
  }

  @Test
  void oneAddressOpensSoManyAndIsNotEvenAnswered() {
    int answers = 0;
    for (int i = 0; i < 100; i++) {
      Open open = new Open(Bytes.wrap(new byte[12]), peer(1));
      answers += relay.open(CALLER, open, 0) == null ? 0 : 1;
    }
    assertThat(answers).isEqualTo(40);
  }

  @Test
  void whoHasTheOtherVersionReachesAllWhoHaveALink() {
    byte[] ip = new byte[16];
    ip[0] = 0x2a;
    Endpoint ipv6 = new Endpoint(Bytes.wrap(ip), 4001);
    links.put(102L, TARGET);
    assertThat(open(CALLER, 2, 0)).as("can call by itself").isInstanceOf(Refused.class);
    int flow = flow(ipv6, 2);
    assertThat(relay.route(ipv6, flow, 100, 0)).isEqualTo(TARGET);
    assertThat(relay.route(TARGET, flow, 100, 0)).isEqualTo(ipv6);
    links.put(103L, ipv6);
    assertThat(open(ipv6, 3, 0)).isInstanceOf(Refused.class);
    assertThat(open(CALLER, 3, 0)).isInstanceOf(Opened.class);
    links.put(104L, TunnelEnd.of(CALLER.ip(), 1));
    assertThat(open(CALLER, 4, 0)).as("looks like IPv6").isInstanceOf(Refused.class);
    links.remove(102L);
    assertThat(relay.route(ipv6, flow, 100, 0)).isNull();
  }

  @Test
  void whoComesThroughATunnelReachesAllWhoHaveALinkAndNobodyElse() {
    Endpoint tunnelled = TunnelEnd.of(CALLER.ip(), 1);
    links.put(101L, TARGET);
    assertThat(open(CALLER, 1, 0)).as("not tunnelled").isInstanceOf(Refused.class);
    assertThat(open(tunnelled, 2, 0)).as("no link").isInstanceOf(Refused.class);
    int flow = flow(tunnelled, 1);
    assertThat(relay.route(tunnelled, flow, 100, 0)).isEqualTo(TARGET);
    assertThat(relay.route(TARGET, flow, 100, 0)).isEqualTo(tunnelled);
    assertThat(relay.route(STRANGER, flow, 100, 0)).isNull();
    relay.linkDown(101);
    assertThat(relay.route(tunnelled, flow, 100, 0)).as("the link is gone").isNull();
  }

  @Test
  void tunnelsOfOneAddressCountAsThatAddress() {
    assertThat(reserve(1, TunnelEnd.of(CALLER.ip(), 1))).isPositive();
    assertThat(reserve(2, TunnelEnd.of(CALLER.ip(), 2))).isPositive();
    assertThat(reserve(3, TunnelEnd.of(CALLER.ip(), 3))).isZero();
    assertThat(reserve(4, TunnelEnd.of(STRANGER.ip(), 4))).isPositive();
  }

  @Test
  void anUnusedFlowIsClosed() {
    reserve(1, TARGET);
    int flow = flow(CALLER, 1);
    relay.expire(Relay.FLOW_IDLE_NANOS + 1);
    assertThat(relay.has(flow)).isFalse();
  }

  /** Ten flows want ten times what there is, one a tenth of its share. */
  @Test
  void whoTakesLittleLosesNothingToThoseWhoTakeMuch() {
    RelayLimits limits = new RelayLimits(20, 20, 20, 1_000_000, 1_000_000, 1_000_000);
    Relay relay =
        new Relay(
            limits,
            count -> {
              byte[] bytes = new byte[count];
              bytes[count - 1] = (byte) ++drawn;
              return bytes;
            },
            links::get,
            target -> 0);
    links.put(1L, TARGET);
    relay.reserve(peer(1), 1, 0);
    int[] flows = new int[11];
    for (int i = 0; i < flows.length; i++) {
      Open open = new Open(Bytes.wrap(new byte[12]), peer(1));
      Endpoint caller = Endpoint.ofIpv4(0x0b010001 + i, 4001);
      flows[i] = ((Opened) Objects.requireNonNull(relay.open(caller, open, 0))).flow();
    }
    int passed = 0;
    long greedyBytes = 0;
    for (int millis = 0; millis < 10_000; millis++) {
      long now = Duration.ofMillis(millis).toNanos();
      for (int i = 1; i < flows.length; i++) {
        Endpoint caller = Endpoint.ofIpv4(0x0b010001 + i, 4001);
        greedyBytes += relay.route(caller, flows[i], 1000, now) == null ? 0 : 1000;
      }
      if (millis % 100 == 0) {
        passed += relay.route(CALLER, flows[0], 1000, now) == null ? 0 : 1;
      }
    }
    assertThat(passed).as("of 100").isEqualTo(100);
    assertThat(greedyBytes).as("the others use the rest").isGreaterThan(8_000_000);
  }
}
