package org.xorcast.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.xorcast.XorcastException;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;

/**
 * TLS 1.3 around a tunnel, which is there to pass where only TLS passes. Nobody's key is checked:
 * what goes inside is QUIC, which checks keys from end to end, and a relay reads none of it anyway.
 * So the certificate is a new one each time, and tells nobody which node it is that listens.
 */
final class TunnelTls {
  private static final String PROTOCOL = "TLSv1.3";

  /** Key exchanges and signatures take milliseconds, which the loop has not got. */
  static final Executor COMPUTES = Thread::startVirtualThread;

  private TunnelTls() {}

  static SslContext server() {
    KeyPairIdentity once = KeyPairIdentity.generate(Ed25519.shared());
    return build(SslContextBuilder.forServer(new OneKeyManager(jdkKey(once), once.certificate())));
  }

  /** The JDK's TLS signs with keys of its own classes only. */
  private static PrivateKey jdkKey(KeyPairIdentity identity) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(identity.pkcs8()));
    } catch (GeneralSecurityException e) {
      throw new XorcastException("the JDK has no Ed25519: use one that has", e);
    }
  }

  static SslContext client() {
    return build(
        SslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null));
  }

  private static SslContext build(SslContextBuilder builder) {
    try {
      return builder.sslProvider(SslProvider.JDK).protocols(PROTOCOL).build();
    } catch (SSLException e) {
      throw new XorcastException("the JDK has no TLS 1.3: use one that has", e);
    }
  }
}
