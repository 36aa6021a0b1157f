package org.xorcast.core.id;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A byte string with value equality, made to travel in records and events.
 *
 * <p>Wrapping does not copy: whoever wraps an array gives it away, and whoever unwraps it must not
 * write to it. Thread-safe as long as both keep to that.
 */
public final class Bytes {
  private static final int PRINTED_BYTES_MAX = 16;

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Wraps {@code array} without copying it. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(array);
  }

  /** The wrapped array itself; read it, never write to it. */
  public byte[] unwrap() {
    return array;
  }

  public int length() {
    return array.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** The length and the first 16 bytes in hexadecimal. */
  @Override
  public String toString() {
    int shown = Math.min(array.length, PRINTED_BYTES_MAX);
    String hex = HexFormat.of().formatHex(array, 0, shown);
    return array.length + ":" + hex + (shown < array.length ? ".." : "");
  }
}
