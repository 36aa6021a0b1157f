package org.xorcast.identity;

import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;

/** A key pair in memory. Immutable and thread-safe. */
public final class KeyPairIdentity implements Identity {
  private final byte[] seed;
  private final PeerId peerId;
  private final Ed25519 crypto;

  private KeyPairIdentity(byte[] seed, Ed25519 crypto) {
    this.seed = seed;
    this.peerId = PortableEd25519.publicKey(seed);
    this.crypto = crypto;
  }

  /** A new identity from the system's source of randomness. */
  public static KeyPairIdentity generate(Ed25519 crypto) {
    byte[] seed = new byte[EncodedKey.SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return new KeyPairIdentity(seed, crypto);
  }

  /**
   * The identity with this private key.
   *
   * @param seed 32 bytes
   */
  public static KeyPairIdentity ofSeed(byte[] seed, Ed25519 crypto) {
    if (seed.length != EncodedKey.SEED_BYTES) {
      throw new IllegalArgumentException("a private key has 32 bytes, not " + seed.length);
    }
    return new KeyPairIdentity(seed.clone(), crypto);
  }

  @Override
  public PeerId peerId() {
    return peerId;
  }

  @Override
  public byte[] sign(byte[] message) {
    return crypto.sign(seed, message);
  }

  /** The private key for TLS. */
  public PrivateKey privateKey() {
    return EncodedKey.ofSeed(seed);
  }

  /** The private key as {@code PrivateKeyInfo}, for the key file. */
  public byte[] pkcs8() {
    return EncodedKey.pkcs8(seed);
  }

  /** A new self-signed certificate for the public key. */
  public X509Certificate certificate() {
    return SelfSignedCertificate.of(this);
  }

  @Override
  public String toString() {
    return "identity " + peerId.abbreviated();
  }
}
