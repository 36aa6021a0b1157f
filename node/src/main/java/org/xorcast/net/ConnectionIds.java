package org.xorcast.net;

import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.Consumer;

/**
 * The connection ids of one socket: 8 random bytes.
 *
 * <p>No id begins below 0x80. A short QUIC header is one byte, possibly {@code 'd'}, and then the
 * id: so a digit or an {@code 'e'} there is never ours, and a bencoded dictionary never looks like
 * QUIC.
 */
final class ConnectionIds implements QuicConnectionIdGenerator {
  static final int SIZE_BYTES = 8;

  private final SecureRandom random = new SecureRandom();
  private final Consumer<byte[]> chosen;

  /**
   * @param chosen told every id that is given out for an accepted connection
   */
  ConnectionIds(Consumer<byte[]> chosen) {
    this.chosen = chosen;
  }

  /** An id for a connection that is dialled. */
  byte[] forClient() {
    return make(SIZE_BYTES);
  }

  private byte[] make(int length) {
    byte[] id = new byte[length];
    random.nextBytes(id);
    id[0] |= (byte) 0x80;
    return id;
  }

  @Override
  public ByteBuffer newId(int length) {
    byte[] id = make(length);
    chosen.accept(id);
    return ByteBuffer.wrap(id);
  }

  @Override
  public ByteBuffer newId(ByteBuffer input, int length) {
    return newId(length);
  }

  @Override
  public int maxConnectionIdLength() {
    return SIZE_BYTES;
  }

  @Override
  public boolean isIdempotent() {
    return false;
  }
}
