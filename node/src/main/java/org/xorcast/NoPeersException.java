package org.xorcast;

/** There is nobody to send to. */
public final class NoPeersException extends XorcastException {
  private static final long serialVersionUID = 1;

  public NoPeersException(String why) {
    super(
        "no peer is connected, so nobody would get the message ("
            + why
            + "): check the bootstrap addresses and that UDP passes the firewalls, or wait with"
            + " awaitJoined and try again");
  }
}
