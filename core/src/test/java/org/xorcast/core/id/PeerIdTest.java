package org.xorcast.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PeerIdTest {
  @Test
  void textRoundTrips() {
    byte[] key = new byte[32];
    key[0] = (byte) 0xab;
    key[31] = 1;
    PeerId id = PeerId.of(key);
    assertThat(id.toString()).startsWith("ab00").endsWith("0001").hasSize(64);
    assertThat(PeerId.parse(id.toString())).isEqualTo(id).hasSameHashCodeAs(id);
    assertThat(id.abbreviated()).isEqualTo("ab00000000");
  }

  @Test
  void keepsItsOwnCopy() {
    byte[] key = new byte[32];
    PeerId id = PeerId.of(key);
    key[0] = 1;
    id.toByteArray()[1] = 1;
    assertThat(id).isEqualTo(PeerId.of(new byte[32]));
  }

  @Test
  void refusesWrongLengthsAndDigits() {
    assertThatThrownBy(() -> PeerId.of(new byte[31])).hasMessageContaining("32 bytes");
    assertThatThrownBy(() -> PeerId.parse("abc")).hasMessageContaining("64 hexadecimal digits");
    assertThatThrownBy(() -> PeerId.parse("z".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
