package org.xorcast.core.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-1 over parts: what the Mainline DHT names its items by. Nothing of Xorcast's own relies on
 * it.
 */
public final class Sha1 {
  /** Length of a digest in bytes. */
  public static final int SIZE_BYTES = 20;

  /** Copied for each digest, which is much quicker than to have one looked up. */
  private static final MessageDigest FRESH = lookUp();

  private Sha1() {}

  private static MessageDigest lookUp() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** The digest of all {@code parts} in a row. */
  public static byte[] of(byte[]... parts) {
    MessageDigest digest = fresh();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static MessageDigest fresh() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      return lookUp();
    }
  }
}
