package org.xorcast.core.kad;

import org.xorcast.core.id.NodeId;

/** Anything that has a place in the key space. */
public interface Contact {
  NodeId nodeId();
}
