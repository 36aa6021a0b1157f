package org.xorcast;

import java.time.Duration;

/**
 * How much history a node keeps of one topic. What exceeds any of the three goes, the oldest first.
 * Values ({@link Group#put(String, byte[])}) have the first two bounds for themselves, and no age.
 *
 * @param messages most messages, at least 1; several that were signed together count as one
 * @param bytes most bytes of payloads and records, at least 1; the newest message stays even if it
 *     alone is larger
 * @param age by the publishers' clocks; looked at whenever a message comes
 */
public record Retention(long messages, long bytes, Duration age) {
  /** 100,000 messages, 256 MiB, 7 days. */
  public static final Retention DEFAULT = new Retention(100_000, 256L << 20, Duration.ofDays(7));

  public Retention {
    if (messages < 1 || bytes < 1 || !age.isPositive()) {
      throw new IllegalArgumentException(
          "a history keeps at least 1 message, 1 byte and some time, not "
              + messages
              + " messages, "
              + bytes
              + " bytes and "
              + age);
    }
  }
}
