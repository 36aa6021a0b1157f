package org.xorcast.core.wire;

/** Bytes that no correct peer would have sent. The message says what was wrong with them. */
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message, null, false, false);
  }
}
