package org.xorcast;

/** The certificate does not let this node into the network. The message says why. */
public final class NotInvitedException extends XorcastException {
  private static final long serialVersionUID = 1;

  NotInvitedException(String message) {
    super(message);
  }
}
