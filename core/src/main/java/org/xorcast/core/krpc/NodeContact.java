package org.xorcast.core.krpc;

import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.kad.Contact;

/** A node of the DHT as others speak of it: nothing says that it exists. */
public record NodeContact(NodeId nodeId, Endpoint endpoint) implements Contact {}
