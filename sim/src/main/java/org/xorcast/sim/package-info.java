/**
 * A whole network in one thread: the second driver of the same {@code Engine} that the library
 * runs.
 *
 * <p>A {@link org.xorcast.sim.World} holds nodes, links and one queue of events in virtual time.
 * Links have a latency each, may lose frames, and go silent when an end crashes. Nothing waits: the
 * clock jumps from event to event. Everything random comes from one seed, so a run <em>is</em> its
 * seed; the {@link org.xorcast.sim.TraceHash} over every frame proves it from one JVM to the next.
 * FoundationDB and TigerBeetle showed what such a simulator is worth.
 *
 * <p>The cut is above QUIC, whose implementation reads its own clock: the engine sees links and
 * frames here exactly as it does in the library. What makes links is a {@link
 * org.xorcast.sim.Carrier}: one that lets everybody reach everybody, or {@code sim.nat}, where the
 * library's own path core has to find a way through modelled NATs. Losing a frame is therefore
 * harsher than reality, where a stream repeats it.
 *
 * <p>What must never happen here: a real clock or thread, an iteration order that depends on
 * identity, a shortcut past the protocol that a real node could not take.
 */
@NullMarked
package org.xorcast.sim;

import org.jspecify.annotations.NullMarked;
