package org.xorcast;

import java.time.Duration;

/** More was published than the others take. */
public final class TooFastException extends XorcastException {
  private static final long serialVersionUID = 1;

  private final Duration retryAfter;

  public TooFastException(String why, Duration retryAfter) {
    super(
        "this node publishes faster than "
            + why
            + ": publish less often or put several messages into one, and try again in "
            + Math.max(1, retryAfter.toMillis())
            + " ms");
    this.retryAfter = retryAfter;
  }

  /** When the message may be published. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
