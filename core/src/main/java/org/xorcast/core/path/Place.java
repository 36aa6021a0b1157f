package org.xorcast.core.path;

import java.util.List;
import org.xorcast.core.id.Endpoint;

/**
 * What a node knows of its own place.
 *
 * @param reached whether strangers are known to reach it, by IPv4 unless it has none
 * @param hidden whether they are known not to; of neither, nothing is known yet
 * @param varies whether its NAT of IPv4 shows it at another port to everybody
 * @param seen where others see it, the most recent first
 * @param mapped where a gateway says that it passes on what comes; at most one
 * @param mappedProved whether strangers are known to get in there
 * @param relays through whom strangers reach it
 * @param tunnels relays to which it has a tunnel, since UDP gets nowhere from here
 */
public record Place(
    boolean reached,
    boolean hidden,
    boolean varies,
    List<Endpoint> seen,
    List<Endpoint> mapped,
    boolean mappedProved,
    List<Endpoint> relays,
    List<Endpoint> tunnels) {}
