package org.xorcast.core.krpc;

import java.util.Arrays;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.wire.Sha1;

/**
 * BEP 33: a set of addresses of which only the size can be told, 256 bytes long. Filters of several
 * nodes are united to count an address once.
 */
public final class BloomFilter {
  public static final int SIZE_BYTES = 256;

  private static final int BITS = 8 * SIZE_BYTES;

  private final byte[] bits;

  public BloomFilter() {
    bits = new byte[SIZE_BYTES];
  }

  /**
   * @throws IllegalArgumentException if they are not {@value #SIZE_BYTES} bytes
   */
  public BloomFilter(byte[] bytes) {
    if (bytes.length != SIZE_BYTES) {
      throw new IllegalArgumentException("a filter has 256 bytes, this has " + bytes.length);
    }
    bits = bytes.clone();
  }

  /** Adds an address of 4 or 16 bytes. */
  public void add(Bytes ip) {
    byte[] hash = Sha1.of(ip.unwrap());
    set((hash[0] & 0xff) | (hash[1] & 0xff) << 8);
    set((hash[2] & 0xff) | (hash[3] & 0xff) << 8);
  }

  private void set(int number) {
    int bit = number % BITS;
    bits[bit / 8] |= (byte) (1 << bit % 8);
  }

  /** Adds all that {@code other} has. */
  public void unite(BloomFilter other) {
    for (int i = 0; i < SIZE_BYTES; i++) {
      bits[i] |= other.bits[i];
    }
  }

  /** About how many addresses are in it, 0 to some 6,000. */
  public double estimate() {
    int zeros = BITS;
    for (byte eight : bits) {
      zeros -= Integer.bitCount(eight & 0xff);
    }
    double share = Math.max(1, Math.min(zeros, BITS - 1)) / (double) BITS;
    return zeros == BITS ? 0 : StrictMath.log(share) / (2 * StrictMath.log(1 - 1.0 / BITS));
  }

  public byte[] toByteArray() {
    return bits.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BloomFilter that && Arrays.equals(bits, that.bits);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return "about " + Math.round(estimate());
  }
}
