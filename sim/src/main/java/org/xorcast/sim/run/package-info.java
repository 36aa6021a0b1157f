/**
 * Carries out a scenario with one seed and measures what arrives.
 *
 * <p>A {@link org.xorcast.sim.run.Run} builds the world, lets it settle, arranges the faults,
 * publishes, and waits until everybody who could get everything has got it, or patience ends. The
 * {@link org.xorcast.sim.run.Ledger} writes down who got what when; a {@link
 * org.xorcast.sim.run.Tally} sums it up, and tallies of many seeds add up to one.
 *
 * <p>The figures are about the nodes that were live, honest and present throughout: whoever crashes
 * or joins in between is part of the weather. Traffic belongs to the message that was published
 * last, so a copy that is still under way when the next message starts is counted there.
 *
 * <p>The names of the figures are those of Plumtree (copies, last delivery hop) and of the
 * evaluations of Kademlia broadcasts (node coverage).
 *
 * <p>What must never happen here: a figure that depends on the machine, a delivery that is counted
 * for a node that was not there, a run that ends early and looks complete.
 */
@NullMarked
package org.xorcast.sim.run;

import org.jspecify.annotations.NullMarked;
