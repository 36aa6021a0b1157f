package org.xorcast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SelfSignedCertificateTest {
  @Test
  void isReadAndVerifiedByTheJdk() throws Exception {
    KeyPairIdentity identity = KeyPairIdentity.generate(new PortableEd25519());
    X509Certificate certificate = identity.certificate();

    certificate.verify(certificate.getPublicKey());
    assertThat(EncodedKey.peerOf(certificate.getPublicKey().getEncoded()))
        .isEqualTo(identity.peerId());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=xorcast");
    assertThat(certificate.getIssuerX500Principal())
        .isEqualTo(certificate.getSubjectX500Principal());
    assertThat(certificate.getNotBefore()).isEqualTo(Instant.EPOCH);
    assertThat(certificate.getNotAfter()).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    assertThat(certificate.getSigAlgOID()).isEqualTo("1.3.101.112");
  }

  @Test
  void otherKeysAreNoPeers() {
    assertThat(EncodedKey.peerOf(new byte[44])).isNull();
    assertThat(EncodedKey.peerOf(new byte[0])).isNull();
    assertThat(EncodedKey.seedOf(new byte[48])).isNull();
  }
}
