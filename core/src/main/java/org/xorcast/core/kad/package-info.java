/**
 * Kademlia's two ideas: a table that knows its own neighbourhood best, and a lookup that halves the
 * distance with every answer (Maymounkov and Mazières, IPTPS 2002).
 *
 * <p>A {@link org.xorcast.core.kad.RoutingTable} has one bucket per power of two of XOR distance,
 * each of bounded size, old entries preferred. {@link org.xorcast.core.kad.Lookup} keeps a
 * shortlist, says whom to ask next and ends when the closest it knows have all answered. Neither
 * knows how a question travels: the overlay asks over links, the DHT will ask by plain UDP.
 *
 * <p>Entries that wait for a free place live in {@link org.xorcast.core.kad.ReplacementCache}, with
 * what was learnt about how often they failed.
 *
 * <p>What must never happen here: a message, a timer, an entry that is not bounded by a bucket.
 */
@NullMarked
package org.xorcast.core.kad;

import org.jspecify.annotations.NullMarked;
