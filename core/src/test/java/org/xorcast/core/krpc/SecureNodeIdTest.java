package org.xorcast.core.krpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;

class SecureNodeIdTest {
  private static Endpoint endpoint(String hex) {
    return new Endpoint(Bytes.wrap(HexFormat.of().parseHex(hex)), 6881);
  }

  private static NodeId id(String hex) {
    return NodeId.fromBytes(HexFormat.of().parseHex(hex));
  }

  /**
   * The vectors of BEP 42: 124.31.75.21, 21.75.31.124, 65.23.51.170, 84.124.73.14, 43.213.53.83.
   */
  @ParameterizedTest
  @CsvSource({
    "7c1f4b15, 5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401",
    "154b1f7c, 5a3ce9c14e7a08645677bbd1cfe7d8f956d53256",
    "411733aa, a5d43220bc8f112a3d426c84764f8c2a1150e616",
    "547c490e, 1b0321dd1bb1fe518101ceef99462b947a01ff41",
    "2bd53553, e56f6cbf5b7c4be0237986d5243b87aa6d51305a"
  })
  void vectorsOfBep42(String ip, String id) {
    assertThat(SecureNodeId.matches(id(id), endpoint(ip))).isTrue();
    assertThat(SecureNodeId.matches(id(id), endpoint("08080808"))).isFalse();
    byte[] changed = id(id).toByteArray();
    changed[2] ^= 0x08;
    assertThat(SecureNodeId.matches(NodeId.fromBytes(changed), endpoint(ip)))
        .as("21 bits count")
        .isFalse();
    changed[2] ^= 0x08 ^ 0x07;
    assertThat(SecureNodeId.matches(NodeId.fromBytes(changed), endpoint(ip)))
        .as("and no more than 21")
        .isTrue();
  }

  @Test
  void whatIsGeneratedMatches() {
    Rng rng = new Rng(1);
    for (String ip : new String[] {"7c1f4b15", "20014860486000000000000000008888"}) {
      Endpoint endpoint = endpoint(ip);
      for (int i = 0; i < 100; i++) {
        NodeId id = SecureNodeId.generate(endpoint.ip(), rng);
        assertThat(SecureNodeId.matches(id, endpoint)).isTrue();
        assertThat(SecureNodeId.matches(rng.nextNodeId(), endpoint)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0a000001",
    "ac100001",
    "c0a80001",
    "a9fe0001",
    "7f000001",
    "64400001",
    "00000000000000000000000000000001",
    "fe800000000000000000000000000001",
    "fd000000000000000000000000000001"
  })
  void addressesWithinANetworkNeedNoSuchId(String ip) {
    assertThat(SecureNodeId.matches(id("00".repeat(20)), endpoint(ip))).isTrue();
  }
}
