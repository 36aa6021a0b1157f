package org.xorcast.core.path;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;

/** What {@link PathCore} wants done. Called while it handles something; nothing may call back. */
public interface PathEffects {
  /**
   * Sends a datagram.
   *
   * @param opener whether it only has to leave this node's own NAT, and better dies on the way
   */
  void send(Via via, byte[] datagram, boolean opener);

  /**
   * Sends a datagram by a socket of its own. A NAT that is surprised by it may give the receiver
   * another port towards that socket from then on, and not towards the one of all links.
   */
  void sendAside(Endpoint to, byte[] datagram);

  /** Sends a frame over a link, before all that waits in bulk. */
  void sendFrame(long link, byte[] frame);

  /** A link that is being opened may try this way too. */
  void offer(long link, Via via);

  /** A link's datagrams go this way from now on. */
  void use(long link, Via via);

  /**
   * Opens more sockets for a link; {@link PathCore#socketOpened} tells each. All of them are closed
   * with the link.
   */
  void openSockets(long link, int count);

  /**
   * Closes a link's further sockets.
   *
   * @param kept but for this one, 0 for none
   */
  void closeSockets(long link, int kept);

  /** A link's way has changed, for those who look on. */
  void moved(long link, PeerId peer, Via from, Via to);

  /**
   * Through whom strangers reach this node has changed.
   *
   * @param relays none if it is reached straight, or not at all
   */
  void relays(List<Endpoint> relays);

  /** Strangers are known to get in at that place, which a gateway has mapped; null: no more. */
  void provedMapped(@Nullable Endpoint endpoint);

  /** When the connection on a link last sent something. */
  long sentNanos(long link);
}
