/**
 * The thread that owns a node's engine.
 *
 * <p>It is the event loop of the node's UDP socket, so that a datagram becomes an event, its
 * effects and new datagrams without changing threads. {@link org.xorcast.loop.NodeLoop} hands the
 * engine one event, lets it finish, applies all its effects, and only then takes the next; what the
 * effects cause meanwhile waits its turn. One scheduled task stands for the engine's nearest
 * deadline.
 *
 * <p>Several nodes may share a loop: each has its own engine, and they never see each other.
 *
 * <p>Commands of the application come in through {@code submit}, the same door as the network's
 * events, and answers go out through futures. Files are written on virtual threads.
 *
 * <p>What must never happen here: waiting, code of the application, an exception that ends the
 * loop, a second way to change the engine.
 */
@NullMarked
package org.xorcast.loop;

import org.jspecify.annotations.NullMarked;
