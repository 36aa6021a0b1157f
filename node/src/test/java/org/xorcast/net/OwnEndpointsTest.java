package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.xorcast.core.id.Endpoint;

class OwnEndpointsTest {
  @Test
  void aSpecificAddressIsTheOnlyOne() throws Exception {
    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    assertThat(OwnEndpoints.of(new InetSocketAddress(address, 4001)))
        .containsExactly(Endpoint.ofIpv4(0x7f000002, 4001));
  }

  @Test
  void aWildcardStandsForRealAddresses() throws Exception {
    InetAddress any = InetAddress.getByAddress(new byte[4]);
    assertThat(OwnEndpoints.of(new InetSocketAddress(any, 4001)))
        .hasSizeBetween(1, 4)
        .allSatisfy(endpoint -> {
          assertThat(endpoint.port()).isEqualTo(4001);
          assertThat(endpoint.ip().length()).isEqualTo(4);
          assertThat(endpoint.ip().unwrap()[0]).isNotZero();
        });
  }
}
