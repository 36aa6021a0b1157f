package org.xorcast.app.daemon;

import java.util.Locale;
import org.xorcast.app.ExitCode;

/** What a node answers instead of doing what it was asked. */
enum ControlError {
  /** Not a request, or one without what it needs. The node closes the connection. */
  BAD_REQUEST(ExitCode.FAILURE),
  /** No such name for a topic, or no such owner. */
  BAD_TOPIC(ExitCode.REFUSED),
  /** The network is open, or another node's. */
  NOT_OWNER(ExitCode.REFUSED),
  /** No such key for a value. */
  BAD_KEY(ExitCode.REFUSED),
  /** No such peer id. */
  BAD_PEER(ExitCode.REFUSED),
  /** Limits that a grant cannot have. */
  BAD_LIMITS(ExitCode.REFUSED),
  /** The topic's owner has not granted this node that. */
  NO_RIGHT(ExitCode.REFUSED),
  /** The others take no more in the time. */
  TOO_FAST(ExitCode.REFUSED),
  /** A history is missing, damaged, or cannot be written. */
  HISTORY(ExitCode.FAILURE),
  EMPTY(ExitCode.REFUSED),
  TOO_LARGE(ExitCode.REFUSED),
  NO_PEERS(ExitCode.UNREACHABLE),
  /** Too many connections. */
  BUSY(ExitCode.REFUSED),
  /** The node is stopping. */
  STOPPING(ExitCode.UNREACHABLE),
  INTERNAL(ExitCode.FAILURE);

  private final int exitCode;

  ControlError(int exitCode) {
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  /** As it is written: {@code no-peers}. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The error of this code, {@link #INTERNAL} for one that only a newer node knows. */
  static ControlError ofCode(String code) {
    for (ControlError error : values()) {
      if (error.code().equals(code)) {
        return error;
      }
    }
    return INTERNAL;
  }
}
