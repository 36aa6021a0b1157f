package org.xorcast.core.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;

/**
 * Reads what a {@link Writer} wrote, in the same order.
 *
 * <p>Every method throws {@link WireException} when the bytes end early, exceed the caller's limit
 * or are not in canonical form. Not thread-safe.
 */
public final class Reader {
  private final byte[] buffer;
  private int position;

  public Reader(byte[] bytes) {
    buffer = bytes;
  }

  private void need(int count) {
    if (count > buffer.length - position) {
      throw new WireException(
          "ends early: " + count + " bytes wanted at " + position + " of " + buffer.length);
    }
  }

  public int remaining() {
    return buffer.length - position;
  }

  public int u8() {
    need(1);
    return buffer[position++] & 0xff;
  }

  /** A byte that is 0 or 1. */
  public boolean flag() {
    int value = u8();
    if (value > 1) {
      throw new WireException("flag " + value + " is neither 0 nor 1");
    }
    return value == 1;
  }

  /** A byte that is the ordinal of one of {@code values}. */
  public <E extends Enum<E>> E enumOf(E[] values) {
    int ordinal = u8();
    if (ordinal >= values.length) {
      throw new WireException("value " + ordinal + " is not one of " + values.length);
    }
    return values[ordinal];
  }

  public int u32() {
    return u16() << 16 | u16();
  }

  public int u16() {
    return u8() << 8 | u8();
  }

  public long u64() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (buffer[position++] & 0xff);
    }
    return value;
  }

  /** A varint of at most {@code max}. */
  public long varint(long max) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        if (next == 0 && shift > 0) {
          throw new WireException("varint not in shortest form");
        }
        if (value > max) {
          throw new WireException("number " + value + " is over the limit " + max);
        }
        return value;
      }
    }
    throw new WireException("varint longer than 9 bytes");
  }

  /** A varint of at most {@code max} that fits an int. */
  public int varintInt(int max) {
    return (int) varint(max);
  }

  public byte[] raw(int count) {
    need(count);
    byte[] bytes = Arrays.copyOfRange(buffer, position, position + count);
    position += count;
    return bytes;
  }

  /** Passes over bytes that nobody wants to see. */
  public void skip(int count) {
    need(count);
    position += count;
  }

  /** Everything not read yet. */
  public byte[] rest() {
    return raw(remaining());
  }

  /** Length-prefixed bytes, at most {@code maxBytes} of them. */
  public byte[] bytes(int maxBytes) {
    return raw(varintInt(maxBytes));
  }

  /** Length-prefixed UTF-8 text, at most {@code maxBytes} long; malformed UTF-8 is refused. */
  public String string(int maxBytes) {
    byte[] bytes = bytes(maxBytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new WireException("text is not UTF-8");
    }
  }

  public PeerId peerId() {
    return PeerId.of(raw(PeerId.SIZE_BYTES));
  }

  public NodeId nodeId() {
    return NodeId.fromBytes(raw(NodeId.SIZE_BYTES));
  }

  public MessageId messageId() {
    return new MessageId(u64(), u64());
  }

  public Endpoint endpoint() {
    int family = u8();
    if (family != 4 && family != 6) {
      throw new WireException("address family " + family + " is neither 4 nor 6");
    }
    byte[] ip = raw(family == 4 ? 4 : 16);
    int port = u16();
    if (port == 0) {
      throw new WireException("port 0");
    }
    return new Endpoint(Bytes.wrap(ip), port);
  }

  /** Demands that nothing is left over. */
  public void end() {
    if (remaining() != 0) {
      throw new WireException(remaining() + " bytes too many");
    }
  }
}
