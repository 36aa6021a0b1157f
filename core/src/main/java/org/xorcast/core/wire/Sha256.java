package org.xorcast.core.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over parts, as the platform implements it. */
public final class Sha256 {
  /** Length of a digest in bytes. */
  public static final int SIZE_BYTES = 32;

  /** Copied for each digest, which is much quicker than to have one looked up. */
  private static final MessageDigest FRESH = lookUp();

  private Sha256() {}

  private static MessageDigest lookUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
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
