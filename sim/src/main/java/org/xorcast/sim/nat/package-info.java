/**
 * A simulated network in which most nodes sit behind NATs: the other {@link
 * org.xorcast.sim.Carrier}.
 *
 * <p>Each node has a modelled box in front of it, with a mapping and a filter as RFC 4787 names
 * them, and a {@code PathCore}, the same that the library drives with a socket: handshakes, calls,
 * openers, rounds of pings, guessed ports, relays and dial-backs are datagrams here that the boxes
 * let pass or drop. The frames of a link go the way that its path core has chosen, through a relay
 * if need be; what a box drops is sent again, as QUIC would.
 *
 * <p>What it is for: how a thousand nodes with a mix of NATs as it is found in the field end up
 * connected, how much of their traffic relays have to carry, whether their tables still make one
 * graph, and whether a broadcast reaches all. It tells nothing about NATs that are not modelled:
 * those of real kernels are in {@code lab/nat}.
 *
 * <p>What must never happen here: a datagram that gets past a box by anything but the box's own
 * rules, a clock, chance that does not come from the seed. One thing is known better than in the
 * field: a sender learns at once that a box has dropped a frame, and waits before it tries again.
 */
@NullMarked
package org.xorcast.sim.nat;

import org.jspecify.annotations.NullMarked;
