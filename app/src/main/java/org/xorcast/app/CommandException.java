package org.xorcast.app;

import org.jspecify.annotations.Nullable;

/** A command cannot go on; its message, one line with cause and remedy, is all that people see. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /**
   * @param exitCode one of {@link ExitCode}
   */
  public CommandException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  public CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
