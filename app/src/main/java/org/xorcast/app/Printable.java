package org.xorcast.app;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Strangers' text, made fit for a terminal. */
public final class Printable {
  private Printable() {}

  /** The text in {@code payload}, empty if it is not UTF-8. */
  public static Optional<String> utf8(byte[] payload) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }

  /**
   * Without control characters, which could move the cursor or worse, and without those that
   * reverse the direction of writing. Further lines are indented by {@code indent} so that none can
   * pass for a message of its own; with an indent of 0 there are no further lines.
   */
  public static String clean(String text, int indent) {
    StringBuilder clean = new StringBuilder(text.length());
    String lines = text.strip().replace("\r\n", "\n");
    for (int i = 0; i < lines.length(); i++) {
      char c = lines.charAt(i);
      if (c == '\n' && indent > 0) {
        clean.append('\n').repeat(' ', indent);
      } else if (c == '\n' || c == '\t') {
        clean.append(' ');
      } else if (!Character.isISOControl(c) && !isDirection(c) && !isLineBreak(c)) {
        clean.append(c);
      }
    }
    return clean.toString();
  }

  private static boolean isDirection(char c) {
    return c == 0x200e
        || c == 0x200f
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean isLineBreak(char c) {
    return c == 0x2028 || c == 0x2029;
  }
}
