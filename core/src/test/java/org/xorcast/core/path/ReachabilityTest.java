package org.xorcast.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;

/** Two places, one in each IP version, that are known by different signs. */
class ReachabilityTest {
  private static final Endpoint HOME = Endpoint.ofIpv4(0xc0a80102, 4001);
  private static final Endpoint OPEN = Endpoint.ofIpv4(0x0b010001, 4001);
  private static final Endpoint OPEN6 = ipv6(1, 4001);
  private static final Bytes NONCE = Bytes.wrap(new byte[PathMessage.NONCE_BYTES]);

  private final Reachability natted = new Reachability(List.of(HOME, OPEN6));
  private long now = 1;

  private static Endpoint ipv6(int last, int port) {
    byte[] ip = new byte[16];
    ip[0] = 0x2a;
    ip[15] = (byte) last;
    return new Endpoint(Bytes.wrap(ip), port);
  }

  private static Endpoint ipv4(int last) {
    return Endpoint.ofIpv4(0x0b0b0000 + last, 4001);
  }

  private static PeerId peer(int number) {
    return TestKeys.identity(number).peerId();
  }

  private void seesIt(Reachability place, int number, Endpoint seen) {
    Endpoint where = seen.isIpv6() ? ipv6(100 + number, 4001) : ipv4(number);
    place.contacted(where);
    place.seen(peer(number), where, seen, now);
  }

  @Test
  void aStrangerWhoComesByIpv6EndsNoNeedOfIpv4() {
    seesIt(natted, 1, OPEN);
    assertThat(natted.needsRelays(now)).isTrue();
    natted.heardStranger(ipv6(50, 4001));
    assertThat(natted.needsRelays(now)).isTrue();
    assertThat(natted.state(true)).isEqualTo(Reachability.State.PUBLIC);
    assertThat(natted.state()).isEqualTo(Reachability.State.UNKNOWN);
    natted.heardStranger(ipv4(50));
    assertThat(natted.needsRelays(now)).isFalse();
  }

  @Test
  void whatBothVersionsSeeIsNoPortThatVaries() {
    seesIt(natted, 1, OPEN);
    seesIt(natted, 2, ipv6(1, 7777));
    assertThat(natted.varies()).isFalse();
    seesIt(natted, 3, ipv6(1, 8888));
    assertThat(natted.varies()).as("IPv6 has no NATs that are worth guessing").isFalse();
    seesIt(natted, 4, new Endpoint(OPEN.ip(), 9999));
    assertThat(natted.varies()).isTrue();
    assertThat(natted.places(16))
        .containsExactly(new Endpoint(OPEN.ip(), 9999), ipv6(1, 8888), ipv6(1, 7777), OPEN);
  }

  @Test
  void whoHasNoIpv4NeedsRelaysThoughStrangersReachIt() {
    Reachability six = new Reachability(List.of(OPEN6));
    seesIt(six, 1, OPEN6);
    six.heardStranger(ipv6(50, 4001));
    assertThat(six.needsRelays(now)).isTrue();
    Reachability near = new Reachability(List.of(OPEN6));
    byte[] local = new byte[16];
    local[0] = (byte) 0xfd;
    seesIt(near, 1, new Endpoint(Bytes.wrap(local), 4001));
    assertThat(near.needsRelays(now)).as("all are near").isFalse();
  }

  @Test
  void whoseIpv4IsOpenNeedsNoneWhileOnlyIpv6HasBeenSeen() {
    Reachability both = new Reachability(List.of(OPEN, OPEN6));
    seesIt(both, 1, OPEN6);
    assertThat(both.needsRelays(now)).isFalse();
    seesIt(natted, 1, OPEN6);
    assertThat(natted.needsRelays(now)).as("its IPv4 is local").isTrue();
  }

  @Test
  void whoseIpv6IsOpenIsNotInDoubtAboutAnIpv4WithoutNat() {
    Reachability both = new Reachability(List.of(OPEN, OPEN6));
    seesIt(both, 1, OPEN);
    now += Duration.ofSeconds(3).toNanos();
    assertThat(both.needsRelays(now)).isTrue();
    both.heardStranger(ipv6(50, 4001));
    assertThat(both.needsRelays(now)).isFalse();
    for (int i = 0; i < 2; i++) {
      byte[] nonce = new byte[PathMessage.NONCE_BYTES];
      nonce[0] = (byte) (i + 1);
      both.asked(Bytes.wrap(nonce), false, now);
    }
    now += Duration.ofSeconds(4).toNanos();
    both.expire(now);
    assertThat(both.needsRelays(now)).as("a firewall, as dial-backs show").isTrue();
  }

  @Test
  void dialBacksOfOneVersionSayNothingOfTheOther() {
    seesIt(natted, 1, OPEN);
    seesIt(natted, 2, OPEN6);
    for (int i = 0; i < 2; i++) {
      byte[] nonce = new byte[PathMessage.NONCE_BYTES];
      nonce[0] = (byte) (i + 1);
      natted.asked(Bytes.wrap(nonce), false, now);
    }
    natted.asked(NONCE, true, now);
    natted.arrived(NONCE, ipv4(50), now);
    assertThat(natted.state(false))
        .as("not what was asked for")
        .isEqualTo(Reachability.State.UNKNOWN);
    now += Duration.ofSeconds(4).toNanos();
    natted.expire(now);
    assertThat(natted.state(false)).isEqualTo(Reachability.State.HIDDEN);
    assertThat(natted.state(true)).isEqualTo(Reachability.State.UNKNOWN);
    assertThat(natted.wantsDialBack(false, now)).isFalse();
    assertThat(natted.wantsDialBack(true, now)).isTrue();
  }

  @Test
  void aPlaceIsToldToOthersOnceItIsBelieved() {
    assertThat(natted.callable(true)).isNull();
    seesIt(natted, 1, OPEN6);
    assertThat(natted.callable(true)).as("its own").isEqualTo(OPEN6);
    seesIt(natted, 1, OPEN);
    assertThat(natted.callable(false)).as("one peer may lie").isNull();
    seesIt(natted, 2, OPEN);
    assertThat(natted.callable(false)).as("nobody has come there").isNull();
    natted.heardStranger(ipv4(50));
    assertThat(natted.callable(false)).isEqualTo(OPEN);
    natted.seen(peer(3), ipv6(103, 4001), ipv4(9), now);
    assertThat(natted.places(16)).as("of another version than the way").doesNotContain(ipv4(9));
  }
}
