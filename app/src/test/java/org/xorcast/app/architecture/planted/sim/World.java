package org.xorcast.app.architecture.planted.sim;

import org.xorcast.app.architecture.planted.core.Id;

/** In sim, which may see core. */
public record World(Id id) {}
