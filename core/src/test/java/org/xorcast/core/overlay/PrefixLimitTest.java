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
