package org.xorcast.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
  @Test
  void printsBothFamilies() {
    assertThat(Endpoint.ofIpv4(0x0a000007, 4001)).hasToString("10.0.0.7:4001");
  }

  /** Examples of RFC 5952, and both ends of the range. */
  @ParameterizedTest
  @CsvSource({
    "20010db8000000000000000000000001, 2001:db8::1",
    "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
    "20010000000000010000000000000001, 2001:0:0:1::1",
    "00000000000000000000000000000000, ::",
    "00000000000000000000000000000001, ::1",
    "fe800000000000000000000000000000, fe80::",
    "ffffffffffffffffffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void printsIpv6AsShortAsItCanBe(String hex, String printed) {
    Endpoint endpoint = new Endpoint(Bytes.wrap(HexFormat.of().parseHex(hex)), 53);
    assertThat(endpoint).hasToString("[" + printed + "]:53");
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
