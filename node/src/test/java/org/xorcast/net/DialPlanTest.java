package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

class DialPlanTest {
  private static final Endpoint HOME = Endpoint.ofIpv4(0xc0a80102, 4001);
  private static final Endpoint IPV4 = Endpoint.ofIpv4(0x0b010001, 4001);
  private static final Endpoint IPV6 = ipv6(0x2a, 1);
  private static final Endpoint HOME6 = ipv6(0xfd, 1);
  private static final Endpoint RELAY4 = Endpoint.ofIpv4(0x0b0b0001, 4001);
  private static final Endpoint RELAY6 = ipv6(0x2a, 11);

  private static Endpoint ipv6(int first, int last) {
    byte[] ip = new byte[16];
    ip[0] = (byte) first;
    ip[15] = (byte) last;
    return new Endpoint(Bytes.wrap(ip), 4001);
  }

  private static final List<Endpoint> PLACES = List.of(HOME, IPV4, HOME6, IPV6);
  private static final List<Endpoint> RELAYS = List.of(RELAY4, RELAY6, RELAY4);

  @Test
  void whoNamesNoRelaysIsTriedEverywhereAtOnce() {
    DialPlan plan = DialPlan.of(PLACES, List.of(), to -> true);
    assertThat(plan.straight()).containsExactly(HOME6, IPV6, HOME, IPV4);
    assertThat(plan.later()).isEmpty();
  }

  @Test
  void whoNamesRelaysIsTriedThroughThemAndByIpv6() {
    DialPlan plan = DialPlan.of(PLACES, RELAYS, to -> true);
    assertThat(plan.relays()).containsExactly(RELAY4, RELAY6);
    assertThat(plan.straight()).containsExactly(IPV6);
    assertThat(plan.later()).containsExactly(HOME6, HOME, IPV4);
    assertThat(plan.places()).containsExactlyInAnyOrderElementsOf(PLACES);
  }

  @Test
  void whoHasOneVersionUsesNothingElse() {
    DialPlan four = DialPlan.of(PLACES, RELAYS, to -> !to.isIpv6());
    assertThat(four).isEqualTo(new DialPlan(List.of(), List.of(RELAY4), List.of(HOME, IPV4)));
    DialPlan six = DialPlan.of(PLACES, RELAYS, Endpoint::isIpv6);
    assertThat(six).isEqualTo(new DialPlan(List.of(IPV6), List.of(RELAY6), List.of(HOME6)));
  }

  @Test
  void whoLacksIpv4LacksItOnlyIfNoRelayHelps() {
    assertThat(DialPlan.lacksIpv4(PLACES, List.of(), Endpoint::isIpv6)).isTrue();
    assertThat(DialPlan.lacksIpv4(PLACES, List.of(RELAY4), Endpoint::isIpv6)).isTrue();
    assertThat(DialPlan.lacksIpv4(PLACES, RELAYS, Endpoint::isIpv6)).isFalse();
    assertThat(DialPlan.lacksIpv4(List.of(IPV6), List.of(), Endpoint::isIpv6)).isFalse();
    assertThat(DialPlan.lacksIpv4(PLACES, List.of(), to -> !to.isIpv6())).isFalse();
  }

  @Test
  void relaysThatCannotBeReachedHoldNothingUp() {
    DialPlan plan = DialPlan.of(List.of(IPV4), List.of(RELAY6), to -> !to.isIpv6());
    assertThat(plan.straight()).containsExactly(IPV4);
    assertThat(DialPlan.of(List.of(IPV6), List.of(RELAY6), to -> !to.isIpv6()).isEmpty()).isTrue();
  }
}
