package org.xorcast.app.architecture.planted.core;

/** In core. */
public record Id(int number) {}
