package org.xorcast.identity;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.PeerId;

/** Ed25519 keys in the encodings of RFC 8410, which are a constant prefix and the key. */
public final class EncodedKey {
  /** Length of a private key in bytes. */
  public static final int SEED_BYTES = 32;

  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private EncodedKey() {}

  /** A private key for TLS and for a JCA provider. */
  public static PrivateKey ofSeed(byte[] seed) {
    return new Private(pkcs8(seed));
  }

  static PublicKey ofPeer(PeerId peer) {
    return new Public(spki(peer));
  }

  /** {@code SubjectPublicKeyInfo}. */
  static byte[] spki(PeerId peer) {
    return join(SPKI_PREFIX, peer.toByteArray());
  }

  /** The peer whose {@code SubjectPublicKeyInfo} this is, null if it is no Ed25519 key. */
  public static @Nullable PeerId peerOf(byte[] spki) {
    return spki.length == SPKI_PREFIX.length + PeerId.SIZE_BYTES && startsWith(spki, SPKI_PREFIX)
        ? PeerId.of(Arrays.copyOfRange(spki, SPKI_PREFIX.length, spki.length))
        : null;
  }

  /** {@code PrivateKeyInfo}, version 1: the content of a PEM file. */
  public static byte[] pkcs8(byte[] seed) {
    return join(PKCS8_PREFIX, seed);
  }

  /** The private key in a {@code PrivateKeyInfo}, null if there is no Ed25519 key in it. */
  public static byte @Nullable [] seedOf(byte[] pkcs8) {
    return pkcs8.length == PKCS8_PREFIX.length + SEED_BYTES && startsWith(pkcs8, PKCS8_PREFIX)
        ? Arrays.copyOfRange(pkcs8, PKCS8_PREFIX.length, pkcs8.length)
        : null;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  private static final class Private implements PrivateKey {
    private static final long serialVersionUID = 1;
    private final byte[] pkcs8;

    Private(byte[] pkcs8) {
      this.pkcs8 = pkcs8;
    }

    @Override
    public String getAlgorithm() {
      return "EdDSA";
    }

    @Override
    public String getFormat() {
      return "PKCS#8";
    }

    @Override
    public byte[] getEncoded() {
      return pkcs8.clone();
    }
  }

  private static final class Public implements PublicKey {
    private static final long serialVersionUID = 1;
    private final byte[] spki;

    Public(byte[] spki) {
      this.spki = spki;
    }

    @Override
    public String getAlgorithm() {
      return "EdDSA";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return spki.clone();
    }
  }
}
