package org.xorcast.core.path;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.Sha256;
import org.xorcast.core.wire.Writer;

/**
 * How one end of a link knows its peer's pings and pongs: a number for the link, and a key that
 * both ends have because one told the other through the link. The MAC is HMAC-SHA-256 (RFC 2104),
 * cut to {@value #MAC_BYTES} bytes.
 *
 * @param tag random, so that who listens cannot tell whose it is
 * @param key {@value #KEY_BYTES} random bytes
 */
record PathKey(long tag, Bytes key) {
  static final int KEY_BYTES = 32;
  static final int MAC_BYTES = 16;

  private static final int BLOCK_BYTES = 64;

  /**
   * @param random gives so many bytes that nobody can guess
   */
  static PathKey draw(IntFunction<byte[]> random) {
    return new PathKey(new Reader(random.apply(8)).u64(), Bytes.wrap(random.apply(KEY_BYTES)));
  }

  Bytes macOfPing(Bytes transaction) {
    return mac(new byte[] {5}, transaction.unwrap(), new byte[0]);
  }

  Bytes macOfPong(Bytes transaction, Endpoint observed) {
    byte[] seen = new Writer(19).endpoint(observed).toByteArray();
    return mac(new byte[] {6}, transaction.unwrap(), seen);
  }

  private Bytes mac(byte[] type, byte[] transaction, byte[] observed) {
    byte[] inner = Sha256.of(padded(0x36), type, transaction, observed);
    return Bytes.wrap(Arrays.copyOf(Sha256.of(padded(0x5c), inner), MAC_BYTES));
  }

  private byte[] padded(int pad) {
    byte[] block = Arrays.copyOf(key.unwrap(), BLOCK_BYTES);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) pad;
    }
    return block;
  }
}
