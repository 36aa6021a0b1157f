package org.xorcast.identity;

import org.xorcast.core.id.Verifier;

/** Ed25519 signatures by one of several implementations. Thread-safe. */
public sealed interface Ed25519 extends Verifier
    permits AdaptiveEd25519, CorrettoEd25519, PortableEd25519 {
  /** The implementation for everybody in this process: the fastest that is worth loading. */
  static Ed25519 shared() {
    return Shared.INSTANCE;
  }

  /**
   * Signs {@code message}.
   *
   * @param seed the private key, 32 bytes
   * @return 64 bytes
   */
  byte[] sign(byte[] seed, byte[] message);

  /** Made at first use. */
  final class Shared {
    private static final Ed25519 INSTANCE = new AdaptiveEd25519();

    private Shared() {}
  }
}
