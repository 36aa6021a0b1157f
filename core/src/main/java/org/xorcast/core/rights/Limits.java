package org.xorcast.core.rights;

import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/**
 * How much a peer may publish.
 *
 * @param messagesPerSecond in the long run, 1 to {@value #MESSAGES_MAX}
 * @param bytesPerSecond of payload in the long run, 1 to {@value #BYTES_MAX}
 * @param largestBytes the largest payload of one message, 1 to {@value #LARGEST_MAX_BYTES}
 */
public record Limits(long messagesPerSecond, long bytesPerSecond, int largestBytes) {
  public static final long MESSAGES_MAX = 1_000_000;
  public static final long BYTES_MAX = 1L << 40;
  public static final int LARGEST_MAX_BYTES = 16 << 20;

  public Limits {
    check("messages a second", messagesPerSecond, MESSAGES_MAX);
    check("bytes a second", bytesPerSecond, BYTES_MAX);
    check("bytes of the largest message", largestBytes, LARGEST_MAX_BYTES);
  }

  private static void check(String what, long value, long max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(what + " are 1 to " + max + ", not " + value);
    }
  }

  void write(Writer writer) {
    writer.varint(messagesPerSecond).varint(bytesPerSecond).varint(largestBytes);
  }

  static Limits read(Reader reader) {
    long messages = reader.varint(MESSAGES_MAX);
    long bytes = reader.varint(BYTES_MAX);
    int largest = reader.varintInt(LARGEST_MAX_BYTES);
    if (messages == 0 || bytes == 0 || largest == 0) {
      throw new WireException("the limits of a grant start at 1");
    }
    return new Limits(messages, bytes, largest);
  }
}
