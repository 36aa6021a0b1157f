package org.xorcast.mapping;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;

/** NAT-PMP's messages (RFC 6886, 3.2 to 3.5). */
final class NatPmpMessage {
  private static final int VERSION = 0;
  private static final int ADDRESS = 0;
  private static final int MAP_UDP = 1;
  private static final int ANSWER = 0x80;

  private static final String[] RESULTS = {
    "success",
    "unsupported version",
    "not authorized",
    "network failure",
    "out of resources",
    "unsupported opcode",
  };

  private NatPmpMessage() {}

  /** 2 bytes: what is the gateway's external address? */
  static byte[] address() {
    return new byte[] {VERSION, ADDRESS};
  }

  /**
   * 12 bytes.
   *
   * @param externalPort the one wished for, 0 for none
   * @param lifetimeSeconds 0 removes, and then the external port has to be 0
   */
  static byte[] map(int internalPort, int externalPort, int lifetimeSeconds) {
    byte[] message = new byte[12];
    ByteBuffer out = ByteBuffer.wrap(message);
    out.put((byte) VERSION).put((byte) MAP_UDP).putShort((short) 0);
    out.putShort((short) internalPort).putShort((short) externalPort).putInt(lifetimeSeconds);
    return message;
  }

  /**
   * @param ip 4 bytes
   */
  record Address(long epochSeconds, Bytes ip) {}

  /**
   * @param externalPort 0 after a removal
   * @param lifetimeSeconds unsigned
   */
  record Mapped(long epochSeconds, int internalPort, int externalPort, long lifetimeSeconds) {}

  /** Null if it is no answer to {@link #address()}. */
  static @Nullable Address addressed(byte[] datagram) throws RefusedException {
    if (!isAnswer(datagram, ADDRESS, 12)) {
      return null;
    }
    return new Address(epoch(datagram), Bytes.wrap(Arrays.copyOfRange(datagram, 8, 12)));
  }

  /** Null if it is no answer to {@link #map}. */
  static @Nullable Mapped mapped(byte[] datagram) throws RefusedException {
    if (!isAnswer(datagram, MAP_UDP, 16)) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(datagram);
    return new Mapped(
        epoch(datagram),
        in.getShort(8) & 0xffff,
        in.getShort(10) & 0xffff,
        Integer.toUnsignedLong(in.getInt(12)));
  }

  private static long epoch(byte[] datagram) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(datagram).getInt(4));
  }

  /** A failure may be shorter; a server of another version says so in its own version. */
  private static boolean isAnswer(byte[] datagram, int opcode, int size) throws RefusedException {
    if (datagram.length < 4 || datagram[1] != (byte) (ANSWER | opcode)) {
      return false;
    }
    // PCP's result is a byte that lies where the low byte of ours does.
    int result = ByteBuffer.wrap(datagram).getShort(2) & 0xffff;
    if (datagram[0] != VERSION && result != 1) {
      return false;
    }
    if (result != 0) {
      String reason = result < RESULTS.length ? RESULTS[result] : "result " + result;
      throw new RefusedException("NAT-PMP: " + reason, result);
    }
    return datagram.length == size;
  }
}
