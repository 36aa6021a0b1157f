package org.xorcast.app.architecture.planted.app;

import org.xorcast.app.architecture.planted.sim.World;

/** Forbidden: only the sim command may see sim. */
record AppSeesSim(World world) {}
