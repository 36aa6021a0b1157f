package org.xorcast.core.id;

import java.util.HexFormat;

/**
 * The name of one broadcast message: the first 16 bytes of the SHA-256 over its group and its
 * record.
 *
 * <p>Immutable and thread-safe; ordered as an unsigned number.
 */
public record MessageId(long high, long low) implements Comparable<MessageId> {
  /** Length of an id in bytes. */
  public static final int SIZE_BYTES = 16;

  @Override
  public int compareTo(MessageId other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
