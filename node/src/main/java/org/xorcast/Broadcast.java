package org.xorcast;

import org.xorcast.loop.NodeLoop;

/** Sending to everybody in the network, and hearing everybody. */
public final class Broadcast extends Group {
  Broadcast(NodeLoop loop) {
    super(loop, null, new Inboxes());
  }
}
