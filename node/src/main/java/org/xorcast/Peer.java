package org.xorcast;

import java.time.Duration;
import java.util.Optional;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;

/**
 * A peer that a node has a live link with, as it was when asked.
 *
 * @param id its public key
 * @param address where this node's packets for it are sent: its own address, or a relay's
 * @param rung how they get there
 * @param roundTrip smoothed round-trip time, empty before the first answer
 * @param bucket its bucket in this node's table, 0 to 159, 159 being the far half of the key space
 * @param inTable whether it is in the table; false for a link beyond what its bucket holds
 * @param dialledByUs whether this node opened the link
 */
public record Peer(
    PeerId id,
    Endpoint address,
    Rung rung,
    Optional<Duration> roundTrip,
    int bucket,
    boolean inTable,
    boolean dialledByUs) {}
