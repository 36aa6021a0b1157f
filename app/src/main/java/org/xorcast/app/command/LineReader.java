package org.xorcast.app.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xorcast.PayloadSizeException;

/** Lines as bytes, whatever their encoding, without the line break. Bounded. */
final class LineReader {
  private final InputStream in;
  private final int lineMaxBytes;
  private long number;

  LineReader(InputStream in, int lineMaxBytes) {
    this.in = in;
    this.lineMaxBytes = lineMaxBytes;
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /**
   * The next line, null at the end.
   *
   * @throws PayloadSizeException if it is too long
   */
  byte @Nullable [] next() throws IOException {
    int next = in.read();
    if (next < 0) {
      return null;
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (next >= 0 && next != '\n') {
      if (line.size() == lineMaxBytes) {
        throw new PayloadSizeException("line " + number, line.size() + 1);
      }
      line.write(next);
      next = in.read();
    }
    byte[] bytes = line.toByteArray();
    boolean hasReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    return hasReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
  }
}
