package org.xorcast.core.id;

/** Checks signatures of others. Pure: the same arguments always give the same answer. */
@FunctionalInterface
public interface Verifier {
  /** Length of every signature in bytes. */
  int SIGNATURE_BYTES = 64;

  /** True if {@code signature} is {@code signer}'s signature of {@code message}; never throws. */
  boolean verify(PeerId signer, byte[] message, byte[] signature);
}
