package org.xorcast.core.path;

import org.xorcast.core.id.Endpoint;

/** A way that the datagrams of a link can take. */
public sealed interface Via {
  /** Bytes that a relayed datagram has in front: 0x31 and the flow. */
  int RELAY_HEAD_BYTES = 5;

  /** The first byte of a relayed datagram. */
  int RELAYED_BYTE = 0x31;

  /**
   * Straight to where the peer is.
   *
   * @param to where this node sends
   * @param socket from which of its sockets, 0 for the one that it has for everything
   */
  record Direct(Endpoint to, int socket) implements Via {
    /** From the node's own socket. */
    public Direct(Endpoint to) {
      this(to, 0);
    }

    @Override
    public String toString() {
      return to.toString();
    }
  }

  /**
   * Through a third node.
   *
   * @param relay its address
   * @param flow the number that it gave to the two ends, 1 or more
   */
  record Relayed(Endpoint relay, int flow) implements Via {
    @Override
    public String toString() {
      return "relay " + relay;
    }
  }

  default boolean isDirect() {
    return this instanceof Direct;
  }

  /** Where the datagram itself is sent. */
  default Endpoint next() {
    return switch (this) {
      case Direct direct -> direct.to;
      case Relayed relayed -> relayed.relay;
    };
  }
}
