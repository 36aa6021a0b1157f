package org.xorcast;

/** The port to listen on belongs to another program. */
public final class PortInUseException extends XorcastException {
  private static final long serialVersionUID = 1;

  /**
   * @param protocol UDP or TCP
   */
  public PortInUseException(String protocol, String address, Throwable cause) {
    super(
        protocol
            + " port "
            + address
            + " is in use: choose another"
            + (protocol.equals("UDP") ? ", or port 0 for any free one" : "")
            + ", or stop the program that has it",
        cause);
  }
}
