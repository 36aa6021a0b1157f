package org.xorcast.core.architecture.planted.rooms.id;

import org.xorcast.core.architecture.planted.rooms.wire.Frame;

record ImportsWire(Frame frame) {}
