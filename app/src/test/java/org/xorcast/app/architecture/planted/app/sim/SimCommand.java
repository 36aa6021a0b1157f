package org.xorcast.app.architecture.planted.app.sim;

import org.xorcast.app.architecture.planted.sim.World;

/** Allowed: the sim command. */
public record SimCommand(World world) {}
