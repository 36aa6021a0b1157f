package org.xorcast;

import java.util.List;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.path.Place;
import org.xorcast.core.path.RelayCounters;
import org.xorcast.core.path.StunCounters;
import org.xorcast.core.path.TunnelCounters;

/**
 * Where a node stands among the others, as it was when asked.
 *
 * @param own addresses of its machine, with its port
 * @param place where others see it, and whether strangers reach it
 * @param relay what it does for those whom strangers do not reach
 * @param stun what it told strangers about where they are seen
 * @param tunnels what became of tunnels, for it and for others
 */
public record Whereabouts(
    List<Endpoint> own,
    Place place,
    RelayCounters relay,
    StunCounters stun,
    TunnelCounters tunnels) {}
