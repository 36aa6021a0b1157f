package org.xorcast.core.overlay;

import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;

/**
 * An open link: one that still has to say HELLO, or a {@link Neighbour}. It estimates its round
 * trip itself, because a large simulation has no room for a second object for each.
 */
abstract sealed class Link extends RttEstimator permits Link.Pending, Neighbour {
  /** A link whose HELLO is awaited. */
  static final class Pending extends Link {
    private final PeerId peer;

    Pending(
        long number, PeerId peer, Endpoint remote, boolean dialled, boolean relayed, long upNanos) {
      super(number, remote, dialled, relayed, upNanos);
      this.peer = peer;
    }

    @Override
    PeerId peer() {
      return peer;
    }
  }

  private long number;
  private Endpoint remote;
  private boolean dialled;
  private boolean relayed;
  private long upNanos;

  Link(long number, Endpoint remote, boolean dialled, boolean relayed, long upNanos) {
    this.number = number;
    this.remote = remote;
    this.dialled = dialled;
    this.relayed = relayed;
    this.upNanos = upNanos;
  }

  /** Whom the handshake proved to be at the other end. */
  abstract PeerId peer();

  /** The driver's number for the link. */
  long link() {
    return number;
  }

  /** Where the other end is; of a relayed link, where the relay is. */
  Endpoint remote() {
    return remote;
  }

  /** Whether this node opened it. */
  boolean isDialled() {
    return dialled;
  }

  /** Whether its packets went through a third node when it was opened. */
  public boolean isRelayed() {
    return relayed;
  }

  /** When it was opened. */
  long upNanos() {
    return upNanos;
  }

  /** Becomes what {@code other} is, which is forgotten. */
  void replaceBy(Link other) {
    number = other.number;
    remote = other.remote;
    dialled = other.dialled;
    relayed = other.relayed;
    upNanos = other.upNanos;
  }
}
