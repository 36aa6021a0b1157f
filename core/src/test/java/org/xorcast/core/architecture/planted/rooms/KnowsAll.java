package org.xorcast.core.architecture.planted.rooms;

import org.xorcast.core.architecture.planted.rooms.id.Name;
import org.xorcast.core.architecture.planted.rooms.wire.Frame;

/** In the root, as Engine is: may import every room. */
public record KnowsAll(Name name, Frame frame) {}
