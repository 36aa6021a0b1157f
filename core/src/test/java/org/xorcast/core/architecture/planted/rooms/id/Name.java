package org.xorcast.core.architecture.planted.rooms.id;

/** In the room id, where everybody may look. */
public record Name(String text) {}
