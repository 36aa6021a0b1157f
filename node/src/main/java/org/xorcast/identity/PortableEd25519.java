package org.xorcast.identity;

import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;
import org.xorcast.core.id.PeerId;

/** Ed25519 by Bouncy Castle's lightweight API: pure Java, works everywhere. */
public final class PortableEd25519 implements Ed25519 {
  @Override
  public byte[] sign(byte[] seed, byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  @Override
  public boolean verify(PeerId signer, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    byte[] key = signer.toByteArray();
    PublicPoint point =
        org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartialExport(key, 0);
    return point != null
        && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            signature, 0, point, message, 0, message.length);
  }

  /** The public key that belongs to a private one. */
  static PeerId publicKey(byte[] seed) {
    byte[] key = new byte[PeerId.SIZE_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, key, 0);
    return PeerId.of(key);
  }

  @Override
  public String toString() {
    return "Bouncy Castle";
  }
}
