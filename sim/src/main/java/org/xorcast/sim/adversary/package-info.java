/**
 * Liars among the peers: nodes that speak the protocol without keeping to it.
 *
 * <p>A liar is a whole honest engine with a {@link org.xorcast.sim.adversary.Hand} between it and
 * the world: the hand sees every broadcast frame that comes before the engine does and every one
 * that goes before the world does, and may keep, change or add some. So a liar joins, answers pings
 * and keeps its links like anybody else, and only lies where its behaviour says so; it is not
 * caught for being clumsy. The attacks are those of the GossipSub v1.1 evaluation
 * (PL-TechRep-2020-001) and of Kademlia's literature, adapted to a tree of delegates.
 *
 * <p>{@link org.xorcast.sim.adversary.Adversary} names the behaviours, for scenario files and the
 * command line.
 *
 * <p>What must never happen here: a signature of somebody else's key, which the simulator's cheap
 * signatures would allow and Ed25519 does not; knowledge that a real liar could not have.
 */
@NullMarked
package org.xorcast.sim.adversary;

import org.jspecify.annotations.NullMarked;
