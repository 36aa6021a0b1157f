/**
 * How many queries of the DHT a node answers in a second: {@code bench/dht}.
 *
 * <p>Our bare node, libtorrent's and bittorrent-dht's are asked one after the other by the same
 * generator: find_node and get mixed, random targets, a fixed number of questions out, from many
 * addresses of this machine. Each server has one core to itself as far as the machine allows, and
 * knows the same nodes. What is compared are ratios of one run.
 *
 * <p>What must never happen here: a server that is asked in another way than the others, a figure
 * without what was lost.
 */
@NullMarked
package org.xorcast.bench.dht;

import org.jspecify.annotations.NullMarked;
