package org.xorcast.dht;

import java.util.List;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.core.id.Endpoint;

/**
 * How a Xorcast node is in the DHT.
 *
 * @param mode whether it answers others
 * @param bootstrap nodes of the DHT to join through
 */
public record DhtSettings(DhtConfig.Mode mode, List<Endpoint> bootstrap) {}
