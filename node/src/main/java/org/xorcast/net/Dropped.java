package org.xorcast.net;

/** Kinds of datagrams that nothing is done with. */
public enum Dropped {
  /** NAT discovery (RFC 8489), before the node has begun or through a relay. */
  STUN,
  /** Path control, before the node has begun. */
  PATH_CONTROL,
  /** Relayed packets of no flow, or of one that this node has nothing to do with. */
  RELAYED,
  /** Of the Mainline DHT, in which this node is not. */
  KRPC,
  /** By UDP from an address that stands for a tunnel's end, or STUN or KRPC through a tunnel. */
  TUNNEL,
  /** The first byte means nothing. */
  UNKNOWN,
  /** Looks like QUIC, and is too short or contradicts itself. */
  QUIC_MALFORMED,
  /** QUIC of another version than 1. */
  QUIC_VERSION,
  /** QUIC for a connection that is not here. */
  QUIC_UNKNOWN_CONNECTION,
  /** The source opens connections too fast. */
  QUIC_INITIAL_RATE,
  /** Too many handshakes are unfinished. */
  QUIC_HALF_OPEN
}
