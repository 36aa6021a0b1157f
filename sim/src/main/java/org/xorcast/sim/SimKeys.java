package org.xorcast.sim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.wire.Sha256;
import org.xorcast.core.wire.Writer;

/**
 * Cheap stand-ins for Ed25519: a signature is a hash over key and message. Anybody could forge one,
 * so adversaries of the simulator must not; a changed byte is detected as it would be in reality.
 */
final class SimKeys {
  private static final byte[] SIGN = "simulated signature".getBytes(StandardCharsets.US_ASCII);

  private SimKeys() {}

  /** The identity of node {@code index} in the world with this seed. */
  static Identity identity(long seed, int index) {
    PeerId id = PeerId.of(Sha256.of(new Writer().u64(seed).u64(index).toByteArray()));
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

  static Verifier verifier() {
    return (signer, message, signature) -> Arrays.equals(signature(signer, message), signature);
  }

  private static byte[] signature(PeerId signer, byte[] message) {
    byte[] half = Sha256.of(SIGN, signer.toByteArray(), message);
    return Arrays.copyOf(half, Verifier.SIGNATURE_BYTES);
  }
}
