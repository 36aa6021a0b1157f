package org.xorcast.app.command;

import org.xorcast.Rung;

/** What stands between a node and the others, as far as the others can tell. */
enum Barrier {
  UNKNOWN("unknown", "not known: no peer has said yet where it sees this node"),
  LOCAL("local", "none on the way to these peers: they are on this machine or in its network"),
  NONE("none", "none: others see this node at an address of its own, and strangers reach it"),
  NONE_OR_FIREWALL("noneOrFirewall", "no NAT: others see this node at an address of its own"),
  FIREWALL("firewall", "a firewall, no NAT: the address is its own, and strangers are kept out"),
  FULL_CONE("fullCone", "a NAT that lets everybody in at that port (full cone, or forwarded)"),
  MAPPED(
      "mapped", "a NAT whose gateway lets everybody in at a port that it has mapped for this node"),
  ONE_PORT("onePort", "a NAT that shows one port to all, and lets in who was sent something"),
  SYMMETRIC("symmetric", "a NAT that shows another port to everybody (symmetric)"),
  UDP_BLOCKED("udpBlocked", "UDP gets nowhere: all goes through a tunnel of TLS to a relay");

  private final String key;
  private final String words;

  Barrier(String key, String words) {
    this.key = key;
    this.words = words;
  }

  /** For JSON. */
  String key() {
    return key;
  }

  /** For people. */
  String words() {
    return words;
  }

  /**
   * From what the node has learnt.
   *
   * @param seen whether anybody has said where it is seen
   * @param translated whether that is not an address of its own
   * @param local whether all of that is within a local network
   */
  static Barrier of(
      boolean seen,
      boolean translated,
      boolean local,
      boolean reached,
      boolean hidden,
      boolean portVaries) {
    if (!seen) {
      return UNKNOWN;
    }
    if (translated) {
      return portVaries ? SYMMETRIC : reached ? FULL_CONE : ONE_PORT;
    }
    return reached ? NONE : hidden ? FIREWALL : local ? LOCAL : NONE_OR_FIREWALL;
  }

  /** What a peer may be behind. */
  enum Peers {
    OPEN("open", "nothing"),
    FIREWALL("firewall", "a firewall"),
    FULL_CONE("fullCone", "a NAT, full cone"),
    RESTRICTED("restricted", "a NAT, restricted"),
    PORT_RESTRICTED("portRestricted", "a NAT, port-restricted"),
    SYMMETRIC("symmetric", "a NAT, symmetric");

    private final String key;
    private final String words;

    Peers(String key, String words) {
      this.key = key;
      this.words = words;
    }

    String key() {
      return key;
    }

    String words() {
      return words;
    }

    boolean letsStrangersIn() {
      return this == OPEN || this == FULL_CONE;
    }
  }

  boolean letsStrangersIn() {
    return this == NONE || this == FULL_CONE || this == MAPPED;
  }

  /**
   * How the link with such a peer ends up. What is not known is taken for the worse. No hole can be
   * punched between two who have another port for everybody.
   */
  Rung towards(Peers peer) {
    if (this == UDP_BLOCKED) {
      return Rung.RELAYED;
    }
    if (peer.letsStrangersIn() || letsStrangersIn()) {
      return Rung.DIRECT;
    }
    return this == SYMMETRIC && peer == Peers.SYMMETRIC ? Rung.RELAYED : Rung.PUNCHED;
  }

  /** Whether one of the two has a port that the other one has to guess, if neither is open. */
  boolean hasToGuess(Peers peer) {
    return peer == Peers.SYMMETRIC || (this == SYMMETRIC && peer != Peers.RESTRICTED);
  }
}
