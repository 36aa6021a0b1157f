package org.xorcast.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndpointTest {
  @Test
  void printsBothFamilies() {
    assertThat(Endpoint.ofIpv4(0x0a000007, 4001)).hasToString("10.0.0.7:4001");
    byte[] ip = new byte[16];
    ip[0] = 0x20;
    ip[1] = 0x01;
    ip[15] = 1;
    assertThat(new Endpoint(Bytes.wrap(ip), 53)).hasToString("[2001:0:0:0:0:0:0:1]:53");
  }

  @Test
  void knowsLoopback() {
    byte[] one = new byte[16];
    one[15] = 1;
    assertThat(Endpoint.ofIpv4(0x7f000101, 1).isLoopback()).isTrue();
    assertThat(Endpoint.ofIpv4(0x0a000001, 1).isLoopback()).isFalse();
    assertThat(new Endpoint(Bytes.wrap(one), 1).isLoopback()).isTrue();
    assertThat(new Endpoint(Bytes.wrap(new byte[16]), 1).isLoopback()).isFalse();
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThatThrownBy(() -> new Endpoint(Bytes.wrap(new byte[5]), 1))
        .hasMessageContaining("4 or 16 bytes");
    assertThatThrownBy(() -> Endpoint.ofIpv4(1, 0)).hasMessageContaining("1 to 65535");
  }
}
