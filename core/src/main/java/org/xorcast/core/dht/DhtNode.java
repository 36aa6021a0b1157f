package org.xorcast.core.dht;

import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.kad.Contact;
import org.xorcast.core.krpc.NodeContact;

/** A node that has answered from its address under its id, and how it has behaved since. */
final class DhtNode implements Contact {
  /** The weight of a new round trip in the average. */
  private static final double RTT_WEIGHT = 0.3;

  private final NodeContact contact;
  private long rttNanos;
  private long answeredNanos;
  private long askedNanos;
  private int failures;

  DhtNode(NodeContact contact, long rttNanos, long nowNanos) {
    this.contact = contact;
    this.rttNanos = rttNanos;
    this.answeredNanos = nowNanos;
    this.askedNanos = nowNanos;
  }

  @Override
  public NodeId nodeId() {
    return contact.nodeId();
  }

  Endpoint endpoint() {
    return contact.endpoint();
  }

  NodeContact contact() {
    return contact;
  }

  /** Average round trip. */
  long rttNanos() {
    return rttNanos;
  }

  long answeredNanos() {
    return answeredNanos;
  }

  /** When it was last asked anything. */
  long askedNanos() {
    return askedNanos;
  }

  /** Questions in a row that it has not answered. */
  int failures() {
    return failures;
  }

  void asked(long nowNanos) {
    askedNanos = nowNanos;
  }

  void answered(long takenNanos, long nowNanos) {
    rttNanos += (long) (RTT_WEIGHT * (takenNanos - rttNanos));
    answeredNanos = nowNanos;
    failures = 0;
  }

  void failed() {
    failures++;
  }
}
