package org.xorcast.core.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A place in the 160-bit key space: the first 20 bytes of the SHA-256 of a public key.
 *
 * <p>Kept as three words, most significant first, so that a distance costs three XORs. Immutable
 * and thread-safe; ordered as an unsigned number.
 */
public final class NodeId implements Comparable<NodeId> {
  /** Width of the key space, and the number of buckets of a full routing table. */
  public static final int BITS = 160;

  /** Length of an id in bytes. */
  public static final int SIZE_BYTES = BITS / 8;

  private static final int LOW_BITS = 32;
  private static final int MIDDLE_BITS = LOW_BITS + 64;

  /** Copied for each digest, which is much quicker than to have one looked up. */
  private static final MessageDigest FRESH_SHA256 = sha256();

  private final long high;
  private final long middle;
  private final int low;

  private NodeId(long high, long middle, int low) {
    this.high = high;
    this.middle = middle;
    this.low = low;
  }

  /** The place of {@code peer}. */
  public static NodeId of(PeerId peer) {
    return peer.nodeId();
  }

  /** The place of the peer with this key. */
  static NodeId hash(byte[] key) {
    try {
      return fromBytes(((MessageDigest) FRESH_SHA256.clone()).digest(key));
    } catch (CloneNotSupportedException e) {
      return fromBytes(sha256().digest(key));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The id in the first 20 bytes of {@code bytes}, which may be longer. */
  public static NodeId fromBytes(byte[] bytes) {
    if (bytes.length < SIZE_BYTES) {
      throw new IllegalArgumentException("a node id has 20 bytes, this has " + bytes.length);
    }
    return new NodeId(word(bytes, 0), word(bytes, 8), (int) (word(bytes, 12)));
  }

  private static long word(byte[] bytes, int offset) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[offset + i] & 0xff);
    }
    return value;
  }

  public byte[] toByteArray() {
    byte[] bytes = new byte[SIZE_BYTES];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (high >>> 56 - 8 * i);
      bytes[8 + i] = (byte) (middle >>> 56 - 8 * i);
    }
    for (int i = 0; i < 4; i++) {
      bytes[16 + i] = (byte) (low >>> 24 - 8 * i);
    }
    return bytes;
  }

  /** The first 64 bits, a compact key for digests. */
  public long prefix() {
    return high;
  }

  /** Bit {@code index} of the id, 159 being the most significant. */
  public boolean bit(int index) {
    if (index >= MIDDLE_BITS) {
      return (high >>> index - MIDDLE_BITS & 1) != 0;
    }
    if (index >= LOW_BITS) {
      return (middle >>> index - LOW_BITS & 1) != 0;
    }
    return (low >>> index & 1) != 0;
  }

  /**
   * The bucket that {@code other} falls into in this node's table: the position of the highest bit
   * in which the two differ, 159 for the far half of the space.
   *
   * @return 0 to 159, or -1 if the ids are equal
   */
  public int bucketIndex(NodeId other) {
    if (high != other.high) {
      return BITS - 1 - Long.numberOfLeadingZeros(high ^ other.high);
    }
    if (middle != other.middle) {
      return MIDDLE_BITS - 1 - Long.numberOfLeadingZeros(middle ^ other.middle);
    }
    return LOW_BITS - 1 - Integer.numberOfLeadingZeros(low ^ other.low);
  }

  /** Negative if {@code a} is closer to this id than {@code b} is, by XOR distance. */
  public int compareDistance(NodeId a, NodeId b) {
    int order = Long.compareUnsigned(high ^ a.high, high ^ b.high);
    if (order == 0) {
      order = Long.compareUnsigned(middle ^ a.middle, middle ^ b.middle);
    }
    return order != 0 ? order : Integer.compareUnsigned(low ^ a.low, low ^ b.low);
  }

  /** The XOR distance as a fraction of the whole space, 0 to 1, precise to about 53 bits. */
  public double distanceFraction(NodeId other) {
    return ((high ^ other.high) >>> 11) * 0x1p-53;
  }

  /**
   * An id in bucket {@code index} of this node's table, its lower bits taken from {@code noise}.
   *
   * @param index 0 to 159
   */
  public NodeId inBucket(int index, NodeId noise) {
    byte[] bytes = toByteArray();
    byte[] random = noise.toByteArray();
    int position = BITS - 1 - index;
    int at = position / 8;
    int flip = 0x80 >>> position % 8;
    int below = flip - 1;
    bytes[at] = (byte) (((bytes[at] ^ flip) & ~below) | (random[at] & below));
    System.arraycopy(random, at + 1, bytes, at + 1, SIZE_BYTES - at - 1);
    return fromBytes(bytes);
  }

  @Override
  public int compareTo(NodeId other) {
    int order = Long.compareUnsigned(high, other.high);
    if (order == 0) {
      order = Long.compareUnsigned(middle, other.middle);
    }
    return order != 0 ? order : Integer.compareUnsigned(low, other.low);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeId that
        && high == that.high
        && middle == that.middle
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high) ^ low;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(toByteArray());
  }
}
