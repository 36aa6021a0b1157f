/**
 * What goes wrong in a run: nodes crash, pause, leave and come back, links break, the network falls
 * apart and heals.
 *
 * <p>Each kind is a record of {@link org.xorcast.sim.fault.Fault}. Before the first message it
 * draws its victims and dates from the seed and puts them into the world's queue; from then on it
 * happens like everything else. Whoever is a victim is struck off the {@link
 * org.xorcast.sim.fault.Roster} of nodes that are present throughout, before anything is measured,
 * so that no figure depends on what the protocol did.
 *
 * <p>The repertoire is that of the simulators that found most: swizzle-clogging from FoundationDB,
 * partitions by mode and symmetry from TigerBeetle, flapping with late detection from Corrosion.
 *
 * <p>What must never happen here: a word to the nodes that reality would not give them. A crash is
 * noticed by silence only, and a pause looks like one until it ends.
 */
@NullMarked
package org.xorcast.sim.fault;

import org.jspecify.annotations.NullMarked;
