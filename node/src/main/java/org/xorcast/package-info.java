/**
 * The library that people use: a node, the ways to send through it, and what can go wrong.
 *
 * <p>A {@link org.xorcast.Node} is built, started, used from any thread and closed. It hides one
 * {@code core.Engine}, one UDP socket and one loop thread; the rooms below are {@code identity}
 * (keys), {@code store} (the data directory), {@code net} (datagrams and QUIC links) and {@code
 * loop} (the thread that owns the engine). They may use the exceptions and plain values of this
 * package and nothing else of it.
 *
 * <p>Idea: an application sees values and blocking calls. Code of the application runs on virtual
 * threads and never on the loop, so a slow handler delays nobody but itself. Everything that
 * arrives goes through a bounded {@link org.xorcast.Subscription} which drops its oldest messages
 * when its reader is slow, and says how many: a reader can be slow, a network cannot wait for it.
 *
 * <p>Errors are unchecked, name the cause and the remedy, and never come as a silent {@code false}.
 *
 * <p>What must never happen here: a decision of a protocol (that is core's), a call that waits on
 * the loop thread, a payload in a log, a type of Netty in a public signature.
 */
@NullMarked
package org.xorcast;

import org.jspecify.annotations.NullMarked;
