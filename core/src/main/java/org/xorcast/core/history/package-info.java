/**
 * Catching up: who was away gets from its neighbours what it missed, in order and once, and then
 * what is published now without a seam.
 *
 * <p>The broadcast keeps a message for two minutes, to repair. What is older lies in the histories
 * of the members, and every record is signed, so anybody can serve it and nobody need be trusted
 * with more than answering. A node knows for each publisher's session how far it has delivered. It
 * asks a few neighbours what they keep, then one of them for the next page of what is missing, and
 * another one when that has not got it: Scuttlebutt's exchange of (feed, sequence) marks (Tarr et
 * al., ICN 2019), by ranges. All that the broadcast delivers passes through here on its way to the
 * application; what does not follow on from what was delivered waits until the gap is filled.
 *
 * <p>A gap is only given up when every neighbour worth asking has said that it has not got it, and
 * then the application is told. Claims without a signed message behind them make no gap.
 *
 * <p>What must never happen here: a message delivered twice or out of its session's order; a gap
 * passed over in silence; a record taken without its signature; more in memory than the bounds,
 * whatever neighbours claim.
 */
@NullMarked
package org.xorcast.core.history;

import org.jspecify.annotations.NullMarked;
