package org.xorcast.core.krpc;

import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.Writer;

/**
 * A peer that announced itself by its key (draft BEP "DHT Signed Peer Announcements").
 *
 * @param micros when it did, in microseconds since 1970
 * @param signature 64 bytes over the info-hash and the time
 */
public record SignedPeer(PeerId key, long micros, Bytes signature) {
  /** Length of one in a response: key, time, signature. */
  static final int SIZE_BYTES = PeerId.SIZE_BYTES + Long.BYTES + Verifier.SIGNATURE_BYTES;

  public static SignedPeer sign(Identity identity, NodeId infoHash, long micros) {
    byte[] signature = identity.sign(signed(infoHash, micros));
    return new SignedPeer(identity.peerId(), micros, Bytes.wrap(signature));
  }

  public boolean verify(NodeId infoHash, Verifier verifier) {
    return verifier.verify(key, signed(infoHash, micros), signature.unwrap());
  }

  private static byte[] signed(NodeId infoHash, long micros) {
    return new Writer().nodeId(infoHash).u64(micros).toByteArray();
  }

  byte[] encode() {
    return new Writer(SIZE_BYTES).peerId(key).u64(micros).raw(signature.unwrap()).toByteArray();
  }

  /** Reads {@value #SIZE_BYTES} bytes; the signature is not checked yet. */
  static SignedPeer decode(byte[] bytes) {
    Reader reader = new Reader(bytes);
    return new SignedPeer(reader.peerId(), reader.u64(), Bytes.wrap(reader.rest()));
  }
}
