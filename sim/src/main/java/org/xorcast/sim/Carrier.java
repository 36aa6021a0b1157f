package org.xorcast.sim;

import org.jspecify.annotations.Nullable;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Rng;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerRecord;

/** Opens links between the nodes of a {@link World} and carries their frames. */
public interface Carrier {
  /**
   * Opens a link to whoever is at an address; the node is told by a {@code LinkUp} or a {@code
   * DialFailed}.
   */
  void dial(SimNode node, Endpoint to);

  /** Opens a link to a peer by one of the ways that its record names; the same follows. */
  void dial(SimNode node, PeerRecord record);

  void send(SimNode node, long link, byte[] head, Bytes body, boolean bulk);

  void close(SimNode node, long link, CloseReason reason);

  /** Breaks a random link as a middlebox would, and tells both ends; false if it found none. */
  boolean reset(Rng rng);

  /** The node at the other end of a link, null if the link is gone. */
  @Nullable SimNode peerOf(SimNode node, long link);

  /** The bytes that arrive. */
  static byte[] frame(byte[] head, Bytes body) {
    if (body.length() == 0) {
      return head;
    }
    byte[] frame = new byte[head.length + body.length()];
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(body.unwrap(), 0, frame, head.length, body.length());
    return frame;
  }
}
