/**
 * A DHT of thousands of nodes in one thread: the same {@code DhtCore} that stands on a socket, with
 * virtual time, latencies, loss, dead and lying nodes.
 *
 * <p>It is smaller than the {@code World} of the broadcast since the DHT needs less: no links, only
 * datagrams, and a node is an address. As there, a run is its seed.
 *
 * <p>What it is for: figures that a DHT is judged by, how long a lookup takes and how many messages
 * it costs when half of all contacts are dead (Jimenez et al., P2P 2011, reach 100 to 200 ms on the
 * real one), what is still found after churn, and what liars can hide.
 *
 * <p>What must never happen here: a shortcut that a real node does not have, a clock, chance that
 * does not come from the seed.
 */
@NullMarked
package org.xorcast.sim.dht;

import org.jspecify.annotations.NullMarked;
