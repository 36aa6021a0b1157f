package org.xorcast.sim.nat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Endpoint;

/** What each kind of box lets in, and by which ports others see the host behind it. */
class NatBoxTest {
  private static final int INNER = 4001;
  private static final Endpoint OUTER = Endpoint.ofIpv4(0x0b000001, INNER);
  private static final Endpoint PEER = Endpoint.ofIpv4(0x0c000001, 5000);
  private static final Endpoint SAME_HOST = Endpoint.ofIpv4(0x0c000001, 5001);
  private static final Endpoint STRANGER = Endpoint.ofIpv4(0x0d000001, 5000);

  private static NatBox box(NatKind kind) {
    return new NatBox(kind, OUTER.ip(), new Rng(1));
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN, true, true",
    "FIREWALL, false, false",
    "FULL_CONE, true, true",
    "RESTRICTED, true, false",
    "PORT_RESTRICTED, false, false",
    "SYMMETRIC, false, false"
  })
  void letsInWhomItsFilterAllows(NatKind kind, boolean sameHost, boolean stranger) {
    NatBox box = box(kind);
    if (kind != NatKind.OPEN) {
      assertThat(box.in(INNER, PEER, 0)).as("before anything was sent").isZero();
    }
    int port = box.out(INNER, PEER, 0).port();
    assertThat(box.in(port, PEER, 1)).isEqualTo(INNER);
    assertThat(box.in(port, SAME_HOST, 1) != 0).isEqualTo(sameHost);
    assertThat(box.in(port, STRANGER, 1) != 0).isEqualTo(stranger);
  }

  @ParameterizedTest
  @CsvSource({"FIREWALL", "FULL_CONE", "RESTRICTED", "PORT_RESTRICTED"})
  void keepsThePortTowardsEverybody(NatKind kind) {
    NatBox box = box(kind);
    assertThat(box.out(INNER, PEER, 0)).isEqualTo(OUTER);
    assertThat(box.out(INNER, STRANGER, 0)).isEqualTo(OUTER);
  }

  @Test
  void aSymmetricOneGivesEachPeerAPort() {
    NatBox box = box(NatKind.SYMMETRIC);
    Endpoint first = box.out(INNER, PEER, 0);
    assertThat(box.out(INNER, PEER, 1)).isEqualTo(first);
    assertThat(box.out(INNER, SAME_HOST, 1)).isNotEqualTo(first);
    assertThat(first.port()).isNotEqualTo(INNER);
  }

  @Test
  void forgetsWhatNobodyUses() {
    NatBox box = box(NatKind.PORT_RESTRICTED);
    box.out(INNER, PEER, 0);
    long half = Duration.ofSeconds(20).toNanos();
    assertThat(box.in(INNER, PEER, half)).isEqualTo(INNER);
    assertThat(box.in(INNER, PEER, 2 * half)).as("used in between").isEqualTo(INNER);
    assertThat(box.in(INNER, PEER, 4 * half)).isZero();
  }
}
