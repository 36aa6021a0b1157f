package org.xorcast.mapping;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;

/** PCP's messages as far as one IPv4 client with a UDP port needs them (RFC 6887, 7 and 11). */
final class PcpMessage {
  static final int NONCE_BYTES = 12;
  static final int UNSUPPORTED_VERSION = 1;

  private static final int VERSION = 2;
  private static final int ANNOUNCE = 0;
  private static final int MAP = 1;
  private static final int ANSWER = 0x80;
  private static final int HEADER_BYTES = 24;
  private static final int MAP_BYTES = 60;
  private static final int LONGEST_BYTES = 1100;
  private static final byte UDP = 17;

  private static final String[] RESULTS = {
    "success",
    "unsupported version",
    "not authorized",
    "malformed request",
    "unsupported opcode",
    "unsupported option",
    "malformed option",
    "network failure",
    "no resources",
    "unsupported protocol",
    "user exceeded quota",
    "cannot provide external",
    "address mismatch",
    "excessive remote peers",
  };

  private PcpMessage() {}

  /** 24 bytes: asks for an answer with the epoch. */
  static byte[] announce(InetAddress client) {
    byte[] message = new byte[HEADER_BYTES];
    putHeader(message, ANNOUNCE, 0, client);
    return message;
  }

  /**
   * 60 bytes.
   *
   * @param nonce 12 bytes; a renewal or removal with another nonce is refused
   * @param lifetimeSeconds 0 removes
   * @param external the address and port wished for; null: no wish
   */
  static byte[] map(
      InetAddress client,
      byte[] nonce,
      int internalPort,
      int lifetimeSeconds,
      @Nullable Endpoint external) {
    byte[] message = new byte[MAP_BYTES];
    ByteBuffer out = putHeader(message, MAP, lifetimeSeconds, client);
    out.put(nonce).put(UDP).put(new byte[3]).putShort((short) internalPort);
    out.putShort((short) (external == null ? 0 : external.port()));
    putAddress(out, external == null ? new byte[4] : external.ip().unwrap());
    return message;
  }

  private static ByteBuffer putHeader(
      byte[] message, int opcode, int lifetimeSeconds, InetAddress client) {
    ByteBuffer out = ByteBuffer.wrap(message);
    out.put((byte) VERSION).put((byte) opcode).putShort((short) 0).putInt(lifetimeSeconds);
    putAddress(out, client.getAddress());
    return out;
  }

  /** IPv4 as ::ffff:a.b.c.d. */
  private static void putAddress(ByteBuffer out, byte[] ip) {
    if (ip.length == 4) {
      out.put(new byte[10]).putShort((short) 0xffff);
    }
    out.put(ip);
  }

  /**
   * The head of any answer.
   *
   * @param lifetimeSeconds unsigned; with a failure how long it will last
   * @param epochSeconds unsigned
   */
  record Head(int opcode, int result, long lifetimeSeconds, long epochSeconds) {
    RefusedException refusal() {
      String reason = result < RESULTS.length ? RESULTS[result] : "result " + result;
      return new RefusedException("PCP: " + reason, result);
    }
  }

  /**
   * The head of an answer of PCP, or of what a server of NAT-PMP alone answers to PCP (version 0,
   * result 1: RFC 6886, 3.5); null if it is neither.
   */
  static @Nullable Head head(byte[] datagram) {
    boolean older = datagram.length >= 8 && datagram[0] == 0 && (datagram[1] & ANSWER) != 0;
    if (older) {
      return new Head(datagram[1] & 0x7f, UNSUPPORTED_VERSION, 0, 0);
    }
    if (datagram.length < HEADER_BYTES
        || datagram.length > LONGEST_BYTES
        || datagram.length % 4 != 0
        || (datagram[1] & ANSWER) == 0) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(datagram);
    int result = datagram[3] & 0xff;
    if (datagram[0] != VERSION && result != UNSUPPORTED_VERSION) {
      return null;
    }
    return new Head(
        datagram[1] & 0x7f,
        result,
        Integer.toUnsignedLong(in.getInt(4)),
        Integer.toUnsignedLong(in.getInt(8)));
  }

  /** An answer to MAP; {@code external} is null where the port is 0, as after a removal. */
  record Mapped(Head head, Bytes nonce, int internalPort, @Nullable Endpoint external) {}

  /** Null if it is no answer to a MAP for UDP. */
  static @Nullable Mapped mapped(byte[] datagram) {
    Head head = head(datagram);
    if (head == null
        || head.opcode() != MAP
        || datagram.length < MAP_BYTES
        || datagram[HEADER_BYTES + NONCE_BYTES] != UDP) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(datagram);
    int externalPort = in.getShort(42) & 0xffff;
    return new Mapped(
        head,
        Bytes.wrap(Arrays.copyOfRange(datagram, HEADER_BYTES, HEADER_BYTES + NONCE_BYTES)),
        in.getShort(40) & 0xffff,
        externalPort == 0 ? null : new Endpoint(address(datagram), externalPort));
  }

  private static Bytes address(byte[] datagram) {
    byte[] ip = Arrays.copyOfRange(datagram, 44, 60);
    byte[] ipv4Prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    boolean ipv4 = Arrays.equals(ip, 0, 12, ipv4Prefix, 0, 12);
    return Bytes.wrap(ipv4 ? Arrays.copyOfRange(ip, 12, 16) : ip);
  }
}
