package org.xorcast;

import org.jspecify.annotations.Nullable;

/** The data directory cannot be created, read or written. */
public final class DataDirUnusableException extends XorcastException {
  private static final long serialVersionUID = 1;

  public DataDirUnusableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
