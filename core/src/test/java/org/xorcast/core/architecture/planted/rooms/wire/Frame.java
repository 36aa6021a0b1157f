package org.xorcast.core.architecture.planted.rooms.wire;

/** In the room wire, where id may not look. */
public record Frame(int number) {}
