/**
 * What must hold at every moment of every run, whatever goes wrong.
 *
 * <p>A {@link org.xorcast.sim.check.Checker} sees what is published and delivered, and looks at the
 * nodes once a virtual second. There is one for each promise: exactly once to the application, in
 * order per publisher and session, nothing that was not published, bounded memory, no storm of
 * frames, one graph. {@link org.xorcast.sim.check.Convergence} asks at the end, when a core of
 * nodes has been healed, whether everything has arrived there.
 *
 * <p>As in TigerBeetle's simulator, safety is checked while everything breaks, and liveness only
 * once the breaking has stopped. A checker that fires says which node, when and what; the seed does
 * the rest.
 *
 * <p>What must never happen here: a checker that cannot fail, which is why each has a test that
 * plants a violation; a bound that a correct protocol breaks in bad weather; a checker that changes
 * the run it looks at.
 */
@NullMarked
package org.xorcast.sim.check;

import org.jspecify.annotations.NullMarked;
