package org.xorcast.app.architecture.planted.net;

import org.xorcast.app.architecture.planted.core.Id;

/** In node, which may see core. */
public record Socket(Id id) {}
