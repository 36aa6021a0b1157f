package org.xorcast;

/** The UDP port to listen on belongs to another program. */
public final class PortInUseException extends XorcastException {
  private static final long serialVersionUID = 1;

  public PortInUseException(String address, Throwable cause) {
    super(
        "UDP port "
            + address
            + " is in use: choose another, or port 0 for any free one, or stop the program that has"
            + " it",
        cause);
  }
}
