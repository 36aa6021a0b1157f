package org.xorcast.core.id;

/** A key pair that can sign. Its owner decides where the private key is kept. */
public interface Identity {
  PeerId peerId();

  /** The 64-byte Ed25519 signature (RFC 8032) of {@code message}. */
  byte[] sign(byte[] message);
}
