package org.xorcast.core.krpc;

import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.wire.BencodeWriter;
import org.xorcast.core.wire.Sha1;

/**
 * BEP 44: a value under its author's key, which the author alone can replace.
 *
 * @param salt tells the items of one key apart; empty for none, at most {@value #SALT_MAX_BYTES}
 *     bytes
 * @param seq grows with each value
 * @param value in bencode
 * @param signature 64 bytes over salt, seq and value
 */
public record MutableItem(PeerId key, Bytes salt, long seq, Bytes value, Bytes signature) {
  public static final int SALT_MAX_BYTES = 64;

  /** Makes and signs an item. */
  public static MutableItem sign(Identity author, Bytes salt, long seq, Bytes value) {
    byte[] signature = author.sign(signed(salt, seq, value));
    return new MutableItem(author.peerId(), salt, seq, value, Bytes.wrap(signature));
  }

  /** Where the items of {@code key} with this salt lie. */
  public static NodeId target(PeerId key, Bytes salt) {
    return NodeId.fromBytes(Sha1.of(key.toByteArray(), salt.unwrap()));
  }

  public NodeId target() {
    return target(key, salt);
  }

  /** Whether its author signed it. */
  public boolean verify(Verifier verifier) {
    return verifier.verify(key, signed(salt, seq, value), signature.unwrap());
  }

  /** What is signed: a dictionary of salt, seq and v, without its first and last byte. */
  private static byte[] signed(Bytes salt, long seq, Bytes value) {
    BencodeWriter out = new BencodeWriter();
    if (salt.length() > 0) {
      out.string("salt").string(salt.unwrap());
    }
    return out.string("seq").integer(seq).string("v").raw(value.unwrap()).toByteArray();
  }
}
