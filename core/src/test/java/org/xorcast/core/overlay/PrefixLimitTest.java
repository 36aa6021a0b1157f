package org.xorcast.core.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.TunnelEnd;

class PrefixLimitTest {
  private static Endpoint endpoint(String literal) throws UnknownHostException {
    return new Endpoint(Bytes.wrap(InetAddress.getByName(literal).getAddress()), 4001);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.1",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.0.1",
        "169.254.0.1",
        "::1",
        "fd00::1",
        "fe80::1"
      })
  void addressesThatOutsidersCannotHaveAreNotCounted(String address) throws UnknownHostException {
    assertThat(PrefixLimit.isScarce(endpoint(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.1.1",
        "100.63.0.1",
        "100.128.0.1",
        "169.253.0.1",
        "11.0.0.1",
        "2001:db8::1",
        "fec0::1"
      })
  void allOthersAre(String address) throws UnknownHostException {
    assertThat(PrefixLimit.isScarce(endpoint(address))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "11.0.1.1, 11.0.1.2, true",
    "11.0.1.1, 11.0.2.1, false",
    "2001:db8:1:2::1, 2001:db8:1:2:3::4, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "11.0.1.1, 2001:db8:1:2::1, false"
  })
  void tunnelsCountAsTheNetworkThatTheyComeFrom(String a, String b, boolean same)
      throws UnknownHostException {
    Endpoint one = TunnelEnd.of(endpoint(a).ip(), 1);
    Endpoint other = TunnelEnd.of(endpoint(b).ip(), 2);
    assertThat(PrefixLimit.isScarce(one)).isTrue();
    assertThat(PrefixLimit.sharePrefix(one, other)).isEqualTo(same);
    assertThat(PrefixLimit.sharePrefix(one, endpoint(a))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, 8.8.8.9, true",
    "8.8.8.8, 8.8.9.8, false",
    "2001:db8::1, 2001:db8:0:0:ffff::1, true",
    "2001:db8::1, 2001:db8:0:1::1, false",
  })
  void aPrefixIs24Or64Bits(String a, String b, boolean shared) throws UnknownHostException {
    assertThat(PrefixLimit.sharePrefix(endpoint(a), endpoint(b))).isEqualTo(shared);
  }

  @Test
  void familiesShareNothing() throws UnknownHostException {
    assertThat(PrefixLimit.sharePrefix(endpoint("8.8.8.8"), endpoint("808:808::1"))).isFalse();
  }
}
