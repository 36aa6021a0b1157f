package org.xorcast.core.id;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A peer's identity: its 32-byte Ed25519 public key, written as 64 lower-case hexadecimal digits.
 *
 * <p>Immutable and thread-safe; ordered by unsigned bytes.
 */
public final class PeerId implements Comparable<PeerId> {
  /** Length of a public key in bytes. */
  public static final int SIZE_BYTES = 32;

  private static final int SHORT_DIGITS = 10;

  private final byte[] key;
  private final int hash;

  /** Computed on first use; two threads that race compute the same. */
  private @Nullable NodeId nodeId;

  private PeerId(byte[] key) {
    this.key = key;
    this.hash = Arrays.hashCode(key);
  }

  /**
   * @throws IllegalArgumentException if {@code publicKey} is not 32 bytes long
   */
  public static PeerId of(byte[] publicKey) {
    if (publicKey.length != SIZE_BYTES) {
      throw new IllegalArgumentException("a peer id has 32 bytes, this has " + publicKey.length);
    }
    return new PeerId(publicKey.clone());
  }

  /**
   * Reads the form that {@link #toString} writes.
   *
   * @throws IllegalArgumentException if the text is not 64 hexadecimal digits
   */
  public static PeerId parse(String text) {
    if (text.length() != 2 * SIZE_BYTES) {
      throw new IllegalArgumentException(
          "a peer id has 64 hexadecimal digits, this has " + text.length() + " characters");
    }
    return new PeerId(HexFormat.of().parseHex(text));
  }

  /** The peer's place in the key space. */
  public NodeId nodeId() {
    NodeId known = nodeId;
    if (known == null) {
      known = NodeId.hash(key);
      nodeId = known;
    }
    return known;
  }

  public byte[] toByteArray() {
    return key.clone();
  }

  /** The first ten digits: enough for a log line, not for a decision. */
  public String abbreviated() {
    return toString().substring(0, SHORT_DIGITS);
  }

  @Override
  public int compareTo(PeerId other) {
    return Arrays.compareUnsigned(key, other.key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId that && hash == that.hash && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(key);
  }
}
