package org.xorcast;

/** The node, or the subscription, was closed. */
public final class NodeClosedException extends XorcastException {
  private static final long serialVersionUID = 1;

  public NodeClosedException(String what) {
    super(what + " is closed: build and start a new node to go on");
  }
}
