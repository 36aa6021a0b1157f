/**
 * The protocols that somebody would pick instead, so that figures stand beside figures.
 *
 * <p>Each is a {@link org.xorcast.core.engine.Core} of its own, driven by the same world over the
 * same links as the engine, and short enough to be read as a description of that protocol: {@link
 * org.xorcast.sim.baseline.FloodCore} is what BEP 50 does, {@link
 * org.xorcast.sim.baseline.GossipSubCore} follows libp2p's specification v1.1, {@link
 * org.xorcast.sim.baseline.PlumtreeCore} the paper of Leitão, Pereira and Rodrigues with
 * iroh-gossip's timers, {@link org.xorcast.sim.baseline.KadcastCore} the rule of the kadcast crate.
 * {@code docs/baselines.md} puts their published figures beside those measured here.
 *
 * <p>They are given their neighbours and never look for any, sign nothing and trust everybody: what
 * is compared is how a message spreads. Membership protocols, peer scores and codes against loss
 * are left out, and where that matters the class says so.
 *
 * <p>What must never happen here: a baseline made worse than its authors made it, a rule that none
 * of their texts has, knowledge of a failure that a real node would not have.
 */
@NullMarked
package org.xorcast.sim.baseline;

import org.jspecify.annotations.NullMarked;
