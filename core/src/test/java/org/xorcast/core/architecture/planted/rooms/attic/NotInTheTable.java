package org.xorcast.core.architecture.planted.rooms.attic;

record NotInTheTable() {}
