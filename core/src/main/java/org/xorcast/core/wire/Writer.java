package org.xorcast.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.id.PeerId;

/** Writes one frame or one signed value into a growing array. Not thread-safe. */
public final class Writer {
  private byte[] buffer;
  private int length;

  public Writer() {
    this(64);
  }

  public Writer(int capacityBytes) {
    buffer = new byte[Math.max(16, capacityBytes)];
  }

  /** A writer that has already written the type byte of a frame. */
  public static Writer frame(FrameType type) {
    return new Writer().u8(type.number());
  }

  private void reserve(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  public Writer u8(int value) {
    if (value < 0 || value > 0xff) {
      throw new IllegalArgumentException("not an unsigned byte: " + value);
    }
    reserve(1);
    buffer[length++] = (byte) value;
    return this;
  }

  public Writer u16(int value) {
    return u8(value >>> 8).u8(value & 0xff);
  }

  public Writer u32(int value) {
    return u16(value >>> 16).u16(value & 0xffff);
  }

  public Writer u64(long value) {
    reserve(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** LEB128, shortest form, for 0 to 2^63 - 1. */
  public Writer varint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a varint is not negative: " + value);
    }
    reserve(9);
    long rest = value;
    while (rest > 0x7f) {
      buffer[length++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
    return this;
  }

  /** Bytes whose number the reader knows or takes as "the rest". */
  public Writer raw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    return this;
  }

  /** A varint length and the bytes. */
  public Writer bytes(byte[] bytes) {
    return varint(bytes.length).raw(bytes);
  }

  /** A varint length and the UTF-8 bytes. */
  public Writer string(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public Writer peerId(PeerId id) {
    return raw(id.toByteArray());
  }

  public Writer nodeId(NodeId id) {
    return raw(id.toByteArray());
  }

  public Writer messageId(MessageId id) {
    return u64(id.high()).u64(id.low());
  }

  /** Family (4 or 6), address, port. */
  public Writer endpoint(Endpoint endpoint) {
    byte[] ip = endpoint.ip().unwrap();
    return u8(ip.length == 4 ? 4 : 6).raw(ip).u16(endpoint.port());
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, length);
  }
}
