package org.xorcast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xorcast.Await;
import org.xorcast.core.id.PeerId;

class Ed25519Test {
  private record Vector(String seed, String key, String message, String signature) {}

  /** RFC 8032, 7.1: tests 1, 2, 3 and SHA(abc). */
  private static final List<Vector> VECTORS =
      List.of(
          new Vector(
              "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
              "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
              "",
              "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e"
                  + "39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
          new Vector(
              "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
              "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
              "72",
              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f"
                  + "3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
          new Vector(
              "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
              "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
              "af82",
              "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67"
                  + "f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
          new Vector(
              "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
              "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba"
                  + "3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
              "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfb"
                  + "c7c66431e0303dca179c138ac17ad9bef1177331a704"));

  static List<Ed25519> implementations() {
    List<Ed25519> all = new ArrayList<>(List.of(new PortableEd25519()));
    CorrettoEd25519 corretto = CorrettoEd25519.loadOrNull();
    if (corretto != null) {
      all.add(corretto);
    }
    return all;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void theNativeOneTakesOverWhereItExists() throws Exception {
    AdaptiveEd25519 crypto = new AdaptiveEd25519();
    KeyPairIdentity identity = KeyPairIdentity.generate(crypto);
    byte[] signature = identity.sign(new byte[1]);
    assertThat(crypto).hasToString(new PortableEd25519().toString());
    for (int i = 0; i < AdaptiveEd25519.THRESHOLD; i++) {
      assertThat(crypto.verify(identity.peerId(), new byte[1], signature)).isTrue();
    }
    Await.until("the native one", () -> crypto.toString().contains("Corretto"));
    assertThat(crypto.verify(identity.peerId(), new byte[1], signature)).isTrue();
    assertThat(identity.sign(new byte[1])).isEqualTo(signature);
    assertThat(java.security.Security.getProvider("AmazonCorrettoCryptoProvider")).isNull();
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void agreesWithTheRfc(Ed25519 crypto) {
    for (Vector vector : VECTORS) {
      KeyPairIdentity identity = KeyPairIdentity.ofSeed(hex(vector.seed), crypto);
      assertThat(identity.peerId()).hasToString(vector.key);
      assertThat(identity.sign(hex(vector.message)))
          .asHexString()
          .isEqualToIgnoringCase(vector.signature);
      assertThat(crypto.verify(identity.peerId(), hex(vector.message), hex(vector.signature)))
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void agreesWithTheOthers(Ed25519 crypto) {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      byte[] message = new byte[random.nextInt(2000)];
      random.nextBytes(message);
      KeyPairIdentity identity = KeyPairIdentity.generate(crypto);
      byte[] signature = identity.sign(message);
      for (Ed25519 other : implementations()) {
        assertThat(other.verify(identity.peerId(), message, signature)).isTrue();
        signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
        assertThat(other.verify(identity.peerId(), message, signature)).isFalse();
        signature = identity.sign(message);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void refusesNonsenseWithoutThrowing(Ed25519 crypto) {
    byte[] ones = new byte[32];
    java.util.Arrays.fill(ones, (byte) 0xff);
    assertThat(crypto.verify(PeerId.of(ones), new byte[3], new byte[64])).isFalse();
    PeerId peer = KeyPairIdentity.generate(crypto).peerId();
    assertThat(crypto.verify(peer, new byte[3], new byte[64])).isFalse();
    assertThat(crypto.verify(peer, new byte[3], new byte[63])).isFalse();
    assertThat(crypto.verify(peer, new byte[0], new byte[0])).isFalse();
  }
}
