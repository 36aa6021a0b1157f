package org.xorcast.core.dht;

import java.util.List;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.NodeContact;

/** The routing tables, as the server sees them. */
@FunctionalInterface
public interface ClosestNodes {
  /**
   * Verified nodes of one address family, the closest to {@code target} first.
   *
   * @param count most that are wanted
   */
  List<NodeContact> closest(NodeId target, boolean ipv6, int count);
}
