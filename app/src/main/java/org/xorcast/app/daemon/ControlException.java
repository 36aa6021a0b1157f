package org.xorcast.app.daemon;

import org.jspecify.annotations.Nullable;

/** A request that the node does not fulfil. */
final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ControlError error;

  ControlException(ControlError error, String message) {
    this(error, message, null);
  }

  ControlException(ControlError error, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.error = error;
  }

  ControlError error() {
    return error;
  }
}
