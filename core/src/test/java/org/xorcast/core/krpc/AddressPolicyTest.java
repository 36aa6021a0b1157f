package org.xorcast.core.krpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

class AddressPolicyTest {
  private static final Endpoint PUBLIC = endpoint("08080808");
  private static final Endpoint PRIVATE = endpoint("c0a80105");
  private static final Endpoint LOOPBACK = endpoint("7f000101");

  private static Endpoint endpoint(String hex) {
    return new Endpoint(Bytes.wrap(HexFormat.of().parseHex(hex)), 6881);
  }

  /** An address; whether a node with a public, a private and a loopback address takes it. */
  @ParameterizedTest
  @CsvSource({
    "01020304, true, true, true",
    "20010db8000000000000000000000001, true, true, true",
    "0a010203, false, true, true",
    "ac1f0001, false, true, true",
    "c0a80001, false, true, true",
    "a9fe0001, false, true, true",
    "647f0001, false, true, true",
    "fe800000000000000000000000000001, false, true, true",
    "fc000000000000000000000000000001, false, true, true",
    "7f000001, false, false, true",
    "00000000000000000000000000000001, false, false, true",
    "00000000, false, false, false",
    "00010203, false, false, false",
    "e0000001, false, false, false",
    "f0000001, false, false, false",
    "ffffffff, false, false, false",
    "00000000000000000000000000000000, false, false, false",
    "00000000000000000000ffff01020304, false, false, false",
    "ff020000000000000000000000000001, false, false, false",
    "20010000000000000000000000000001, false, false, false"
  })
  void takesWhatIsWithinReach(String ip, boolean global, boolean local, boolean loopback) {
    assertThat(AddressPolicy.of(PUBLIC).allows(endpoint(ip))).isEqualTo(global);
    assertThat(AddressPolicy.of(PRIVATE).allows(endpoint(ip))).isEqualTo(local);
    assertThat(AddressPolicy.of(LOOPBACK).allows(endpoint(ip))).isEqualTo(loopback);
  }
}
