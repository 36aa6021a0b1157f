/**
 * One group's neighbours: a Kademlia table in which every entry is a link that is alive.
 *
 * <p>The routing table is the only neighbour set; there is no random mesh beside it. A node joins
 * by linking to any member and looking itself up, then keeps each bucket filled to a target by
 * looking up ids in it. Peers tell each other signed {@code PeerRecord}s only, so a liar can
 * withhold addresses but not invent them. Old neighbours are kept and new ones wait in the
 * replacement cache, which is Kademlia's own defence against being flooded out of a table.
 *
 * <p>Links are warm because a first contact must not cost a handshake in the middle of a broadcast:
 * all members of the closest buckets, and a dozen in each wider one. Liveness is the overlay's to
 * judge: a silent neighbour is pinged, a mute one is dropped and replaced; one that leaves says BYE
 * and is forgotten at once.
 *
 * <p>What must never happen here: an entry that did not complete a handshake and HELLO, a frame
 * from a peer of another network acted upon, a dial per frame received.
 */
@NullMarked
package org.xorcast.core.overlay;

import org.jspecify.annotations.NullMarked;
