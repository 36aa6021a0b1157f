package org.xorcast.core.architecture.planted.rooms.wire;

import org.xorcast.core.architecture.planted.rooms.id.Name;

/** Allowed: wire may import id. */
record ImportsId(Name name) {}
