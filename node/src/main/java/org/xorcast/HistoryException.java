package org.xorcast;

/**
 * A history cannot be written or read. The message names the file and the remedy; what had been
 * acknowledged as stored is not lost.
 */
public final class HistoryException extends XorcastException {
  private static final long serialVersionUID = 1;

  public HistoryException(String message, Throwable cause) {
    super(message, cause);
  }

  public HistoryException(String message) {
    super(message);
  }
}
