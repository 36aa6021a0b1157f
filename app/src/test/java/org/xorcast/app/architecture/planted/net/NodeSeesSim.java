package org.xorcast.app.architecture.planted.net;

import org.xorcast.app.architecture.planted.sim.World;

/** Forbidden: sim and node never see each other. */
record NodeSeesSim(World world) {}
