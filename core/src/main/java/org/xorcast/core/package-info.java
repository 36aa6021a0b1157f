/**
 * What the protocols decide, and nothing else: no socket, no clock, no thread, no dependency.
 *
 * <p>The {@link org.xorcast.core.Engine} is one whole node as a state machine and the only class
 * that knows every protocol. Rooms, from the ground up: {@code id} (who), {@code wire} (bytes),
 * {@code engine} (the contract with drivers), {@code kad} (table and lookup), {@code overlay} (one
 * group's neighbours), {@code cast} (broadcast).
 *
 * <p>The library drives an Engine with sockets and a real clock, the simulator drives thousands of
 * them with neither. Both see the same bytes.
 *
 * <p>What must never happen here: input or output of any kind, a dependency of one protocol on
 * another outside the arrows that {@code ARCHITECTURE.md} draws and a test enforces.
 */
@NullMarked
package org.xorcast.core;

import org.jspecify.annotations.NullMarked;
