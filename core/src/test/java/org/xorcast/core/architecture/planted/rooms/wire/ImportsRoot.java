package org.xorcast.core.architecture.planted.rooms.wire;

import org.xorcast.core.architecture.planted.rooms.KnowsAll;

record ImportsRoot(KnowsAll all) {}
