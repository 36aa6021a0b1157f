/**
 * The Mainline DHT for programs: a node of it on a socket of its own, or on a Xorcast node's port.
 *
 * <p>What the protocol decides is {@code core.dht}'s; here it is given a socket, a clock and
 * futures. {@link org.xorcast.dht.Dht} is what programs use, {@code DhtLoop} drives the core on the
 * event loop of the socket, the same way as {@code NodeLoop} drives the engine: one event in, all
 * effects out, and a single timer for the nearest deadline.
 *
 * <p>A Xorcast node may be a citizen of the DHT too, on its one UDP port: {@code Demux} tells KRPC
 * from QUIC by the first two bytes. It then announces its network and topics there and looks for
 * others who did (BEP 5's announce_peer with the implied port), and keeps its signed PeerRecord as
 * a mutable item under its own key (BEP 44), so that who knows a peer's id finds where it is.
 *
 * <p>What must never happen here: a decision of the protocol, a bootstrap node that nobody named,
 * waiting on the loop, an answer of the DHT taken for more than a hint: who is found is dialled and
 * has to prove its identity like any other.
 */
@NullMarked
package org.xorcast.dht;

import org.jspecify.annotations.NullMarked;
