package org.xorcast.net;

import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.PeerId;
import org.xorcast.identity.EncodedKey;
import org.xorcast.identity.KeyPairIdentity;

/**
 * TLS 1.3 between peers: both ends show a certificate, Ed25519 only, and no authority has a say.
 */
public final class LinkTls {
  /** Names this protocol and its version to the other end (RFC 7301). */
  static final String APPLICATION_PROTOCOL = "xorcast/1";

  /** Without it BoringSSL does not offer Ed25519. */
  private static final String[] SIGNATURES = {"ed25519"};

  private final QuicSslContext server;
  private final QuicSslContext client;

  public LinkTls(KeyPairIdentity identity) {
    X509Certificate certificate = identity.certificate();
    OneKeyManager keys = new OneKeyManager(identity.privateKey(), certificate);
    server =
        QuicSslContextBuilder.forServer(keys, null)
            .trustManager(new AnyPeer())
            .clientAuth(ClientAuth.REQUIRE)
            .applicationProtocols(APPLICATION_PROTOCOL)
            .earlyData(false)
            .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, SIGNATURES)
            .build();
    client =
        QuicSslContextBuilder.forClient()
            .keyManager(keys, null)
            .trustManager(new AnyPeer())
            .applicationProtocols(APPLICATION_PROTOCOL)
            .earlyData(false)
            .option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, SIGNATURES)
            .build();
  }

  QuicSslContext server() {
    return server;
  }

  QuicSslContext client() {
    return client;
  }

  /** Whom the handshake proved to be at the other end, null if nobody. */
  static @Nullable PeerId peerOf(@Nullable SSLEngine engine) {
    if (engine == null) {
      return null;
    }
    try {
      Certificate[] chain = engine.getSession().getPeerCertificates();
      return chain.length == 0 ? null : EncodedKey.peerOf(chain[0].getPublicKey().getEncoded());
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }
}
