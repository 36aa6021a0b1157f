/**
 * {@code xorcast sim}: a whole network in one thread, without sockets and in virtual time.
 *
 * <p>The only room that may see the simulator; the rest of the program lives without it.
 *
 * <p>Idea: a run is its seed. The same options print the same figures and the same trace hash on
 * every machine, so a surprise can be passed on as one command line.
 *
 * <p>What must never happen here: a figure that depends on the machine, other than the seconds the
 * run took; an exit code of 0 for a run that lost or doubled a message.
 */
@NullMarked
package org.xorcast.app.sim;

import org.jspecify.annotations.NullMarked;
