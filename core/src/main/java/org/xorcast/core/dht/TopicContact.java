package org.xorcast.core.dht;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.kad.Contact;

/** A subscriber of a topic that has answered a query of ours under the topic's tag. */
final class TopicContact implements Contact {
  /** What {@link #seq} is as long as the contact has no value. */
  static final long NO_VALUE = -1;

  final NodeId id;
  final Endpoint endpoint;

  /** What it wants to be shown with a put, and when it sent that; null if there is none. */
  @Nullable Bytes token;

  long tokenNanos;

  /** The newest sequence that it is known to have. */
  long seq = NO_VALUE;

  /** How often the newest value was put to it. */
  int puts;

  /**
   * Whether it had the last value before we put it: the next one is put to it only if it does not
   * have that some time later.
   */
  boolean lazy;

  /** Until when nothing is put to it. */
  long holdUntilNanos = Long.MIN_VALUE;

  long nextPollNanos;
  int failures;
  boolean askedForNeighbours;

  /** Whether a query to it is under way. */
  boolean busy;

  TopicContact(NodeId id, Endpoint endpoint) {
    this.id = id;
    this.endpoint = endpoint;
  }

  @Override
  public NodeId nodeId() {
    return id;
  }
}
