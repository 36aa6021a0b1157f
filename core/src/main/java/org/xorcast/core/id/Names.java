package org.xorcast.core.id;

import java.nio.charset.StandardCharsets;

/** What topics and the keys of values may be called. */
public final class Names {
  /** The longest name in bytes of UTF-8. */
  public static final int MAX_BYTES = 255;

  private Names() {}

  /**
   * Checks a name.
   *
   * @param what whose name it is, as in "a topic's name"
   * @return the name in UTF-8
   * @throws IllegalArgumentException if it is blank, has control characters or is longer than
   *     {@value #MAX_BYTES} bytes
   */
  public static byte[] check(String what, String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(what + " is not blank: \"" + name + "\"");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(what + " has no control characters");
    }
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          what + " has at most 255 bytes of UTF-8, this has " + utf8.length);
    }
    return utf8;
  }
}
