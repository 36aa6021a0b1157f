package org.xorcast.store;

import java.util.List;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.NodeContact;

/**
 * What a node keeps of the DHT for its next run.
 *
 * @param self its own id there
 * @param nodes those it knew
 */
public record SavedDht(NodeId self, List<NodeContact> nodes) {}
