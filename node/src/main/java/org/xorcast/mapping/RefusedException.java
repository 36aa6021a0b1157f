package org.xorcast.mapping;

import java.io.IOException;

/** The gateway understood and said no. */
final class RefusedException extends IOException {
  private final int code;

  /**
   * @param code the protocol's own number of the reason
   */
  RefusedException(String message, int code) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }
}
