package org.xorcast.core.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerRecord;

class SelfRecordTest {
  private static final Endpoint LOCAL = Endpoint.ofIpv4(0xc0a80102, 4001);
  private static final Endpoint SEEN = Endpoint.ofIpv4(0x0b010001, 2000);
  private static final Endpoint MAPPED = Endpoint.ofIpv4(0x0b010001, 4001);

  private final SelfRecord self = new SelfRecord(TestKeys.identity(1));

  @Test
  void aMappedPlaceIsNamedFirstAndOnceUntilItIsGone() {
    self.announce(List.of(LOCAL, SEEN), 1);
    self.announceMapped(MAPPED, 2);
    assertThat(self.current().endpoints()).containsExactly(MAPPED, LOCAL, SEEN);
    self.announceMapped(SEEN, 3);
    assertThat(self.current().endpoints()).containsExactly(SEEN, LOCAL);
    self.announceMapped(null, 4);
    assertThat(self.current().endpoints()).containsExactly(LOCAL, SEEN);
    assertThat(self.current().version()).isEqualTo(4);
  }

  @Test
  void peersThatSeeUsAtTheMappedPlaceAddNothing() {
    self.announce(List.of(LOCAL), 1);
    self.announceMapped(MAPPED, 2);
    assertThat(self.observe(MAPPED, TestKeys.identity(2).peerId(), 3)).isFalse();
    assertThat(self.observe(MAPPED, TestKeys.identity(3).peerId(), 4)).isFalse();
    self.announceMapped(null, 5);
    assertThat(self.current().endpoints()).containsExactly(LOCAL);
  }

  @Test
  void aFullRecordLosesItsLast() {
    self.announce(
        IntStream.rangeClosed(1, PeerRecord.ENDPOINTS_MAX)
            .mapToObj(port -> Endpoint.ofIpv4(0x0b010001, port))
            .toList(),
        1);
    self.announceMapped(MAPPED, 2);
    assertThat(self.current().endpoints()).hasSize(PeerRecord.ENDPOINTS_MAX).startsWith(MAPPED);
  }
}
