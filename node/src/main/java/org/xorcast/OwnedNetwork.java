package org.xorcast;

import java.time.Instant;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.rights.Grant;
import org.xorcast.core.rights.Limits;
import org.xorcast.core.rights.Revocation;
import org.xorcast.loop.NodeLoop;

/**
 * An invited network whose key is this node's: only those whom it has invited can be in it. Others
 * see no frame but the first.
 *
 * <p>A certificate is all that a member needs; it shows it to each neighbour, so this node need not
 * run. An expulsion spreads among all members within seconds, and they keep it. Thread-safe.
 */
public final class OwnedNetwork {
  private final NodeLoop loop;
  private final Bytes id;

  OwnedNetwork(NodeLoop loop, Bytes id) {
    this.loop = loop;
    this.id = id;
  }

  /**
   * Makes the certificate of a member, for {@link NodeBuilder#invitedNetwork}; also of one that was
   * expelled before.
   *
   * @param limits how much it may broadcast
   * @param until the end of its membership, by the clock of whoever checks it
   * @throws NodeClosedException if the node is closed
   */
  public byte[] invite(PeerId member, Limits limits, Instant until) {
    return loop.certify(
        member, (key, serial) -> Grant.sign(key, id, member, serial, limits, until.toEpochMilli()));
  }

  /**
   * Ends a membership: the neighbours close their links to it, and what it has sent goes no
   * further.
   *
   * @throws NodeClosedException if the node is closed
   */
  public void expel(PeerId member) {
    loop.issue(
        null,
        member,
        (key, serial) -> Revocation.sign(key, id, member, serial, System.currentTimeMillis()));
  }

  @Override
  public String toString() {
    return "own network " + id;
  }
}
