package org.xorcast;

import java.nio.file.Path;

/** The key file exists and holds no key. It is left as it is. */
public final class DamagedKeyException extends XorcastException {
  private static final long serialVersionUID = 1;

  public DamagedKeyException(Path file, String what) {
    super(
        file
            + " holds no usable key ("
            + what
            + "): restore it from a backup, or move it away to start with a new identity");
  }
}
