package org.xorcast.core.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over parts, as the platform implements it. */
public final class Sha256 {
  /** Length of a digest in bytes. */
  public static final int SIZE_BYTES = 32;

  private Sha256() {}

  /** The digest of all {@code parts} in a row. */
  public static byte[] of(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
