package org.xorcast;

import org.jspecify.annotations.Nullable;

/** Something that the library cannot do, with the cause and the remedy in its message. */
public class XorcastException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public XorcastException(String message) {
    super(message);
  }

  public XorcastException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
