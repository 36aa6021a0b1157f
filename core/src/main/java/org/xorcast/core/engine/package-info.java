/**
 * The contract between what the protocols decide and whatever drives them.
 *
 * <p>A {@link org.xorcast.core.engine.Core} gets one {@link org.xorcast.core.engine.Event} and the
 * time, changes its state, and tells {@link org.xorcast.core.engine.Effects} everything that is to
 * be done. Then comes the next event. Drivers queue the effects and apply them after {@code handle}
 * has returned, so nothing ever re-enters. iroh-gossip and quinn-proto taught the shape; a table of
 * {@link org.xorcast.core.engine.Deadlines} instead of timer objects is quinn-proto's.
 *
 * <p>There are two drivers: the library's loop, with sockets and a real clock, and the simulator,
 * with neither. A run of the simulator is its seed, so everything in core is deterministic: time is
 * an argument, randomness is an {@link org.xorcast.core.engine.Rng}, and no iteration order depends
 * on a hash that differs from one JVM to the next.
 *
 * <p>What must never happen here: knowledge of a single protocol (that is {@code core.Engine}'s), a
 * thread, a clock, an unbounded collection, a drop that no {@link org.xorcast.core.engine.Counter}
 * counts.
 */
@NullMarked
package org.xorcast.core.engine;

import org.jspecify.annotations.NullMarked;
