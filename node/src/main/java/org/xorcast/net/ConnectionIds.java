package org.xorcast.net;

import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * The connection ids of one socket: 8 random bytes, of which the first two bits say whose they are.
 *
 * <p>No id begins below 0x80. A short QUIC header is one byte, possibly {@code 'd'}, and then the
 * id: so a digit or an {@code 'e'} there is never ours, and a bencoded dictionary never looks like
 * QUIC.
 */
final class ConnectionIds implements QuicConnectionIdGenerator {
  static final int SIZE_BYTES = 8;

  private static final int SERVER = 0b10;
  private static final int CLIENT = 0b11;

  private final SecureRandom random = new SecureRandom();

  /** An id for a connection that is dialled. */
  byte[] forClient() {
    return make(SIZE_BYTES, CLIENT);
  }

  /** Whether the id was, or may have been, given out by the codec for accepted connections. */
  static boolean isServers(long id) {
    return id >>> 62 == SERVER;
  }

  private byte[] make(int length, int owner) {
    byte[] id = new byte[length];
    random.nextBytes(id);
    id[0] = (byte) (id[0] & 0x3f | owner << 6);
    return id;
  }

  @Override
  public ByteBuffer newId(int length) {
    return ByteBuffer.wrap(make(length, SERVER));
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
