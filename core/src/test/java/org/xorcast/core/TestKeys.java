package org.xorcast.core;

import java.util.Arrays;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.wire.Sha256;

/** Signatures that are quick and fail when a byte changes; nothing else is needed here. */
public final class TestKeys {
  private TestKeys() {}

  public static Identity identity(int number) {
    PeerId id = PeerId.of(Sha256.of(new byte[] {(byte) (number >> 8), (byte) number}));
    return new Identity() {
      @Override
      public PeerId peerId() {
        return id;
      }

      @Override
      public byte[] sign(byte[] message) {
        return signature(id, message);
      }
    };
  }

  public static Verifier verifier() {
    return (signer, message, signature) -> Arrays.equals(signature(signer, message), signature);
  }

  private static byte[] signature(PeerId signer, byte[] message) {
    return Arrays.copyOf(Sha256.of(signer.toByteArray(), message), Verifier.SIGNATURE_BYTES);
  }
}
