package org.xorcast.sim.check;

import java.util.List;
import org.xorcast.sim.SimNode;
import org.xorcast.sim.World;

/**
 * The network at one moment.
 *
 * @param live the honest nodes that are alive, in the order of their numbers
 */
public record Network(World world, List<SimNode> live, long nowNanos) {}
