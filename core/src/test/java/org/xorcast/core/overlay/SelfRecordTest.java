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

  private boolean sees(int peer, Endpoint place) {
    return self.observe(place, TestKeys.identity(peer).peerId(), 1);
  }

  @Test
  void whatTwoPeersSeeIsNamedAsLongAsTheySeeIt() {
    Endpoint later = Endpoint.ofIpv4(0x0b020001, 2000);
    self.announce(List.of(LOCAL), 1);
    assertThat(sees(2, SEEN)).isFalse();
    assertThat(sees(3, SEEN)).isTrue();
    assertThat(self.current().endpoints()).containsExactly(LOCAL, SEEN);
    assertThat(sees(4, later)).isFalse();
    assertThat(sees(2, later)).isTrue();
    assertThat(self.current().endpoints()).containsExactly(LOCAL, later);
    assertThat(sees(3, later)).as("a third one").isFalse();
  }

  @Test
  void otherAddressesTakeThePlaceOfItsOwn() {
    self.announce(List.of(LOCAL), 1);
    sees(2, SEEN);
    sees(3, SEEN);
    Endpoint elsewhere = Endpoint.ofIpv4(0xc0a80202, 4001);
    self.announce(List.of(elsewhere), 2);
    assertThat(self.current().endpoints()).containsExactly(elsewhere, SEEN);
    self.announce(List.of(SEEN), 3);
    assertThat(self.current().endpoints()).containsExactly(SEEN);
  }

  @Test
  void aRecordDoesNotFillUpWithPlacesOfThePast() {
    self.announce(List.of(LOCAL), 1);
    for (int port = 1; port <= 20; port++) {
      sees(2, Endpoint.ofIpv4(0x0b010001, port));
      sees(3, Endpoint.ofIpv4(0x0b010001, port));
    }
    assertThat(self.current().endpoints()).containsExactly(LOCAL, Endpoint.ofIpv4(0x0b010001, 20));
  }
}
