/**
 * KRPC: what nodes of the Mainline DHT say to each other, one bencoded dictionary in one datagram.
 *
 * <p>The messages of BEP 5, 32, 33, 42 to 44, 50, 51 and of the draft on signed peers are records
 * here: a {@link org.xorcast.core.krpc.KrpcMessage} is a query, a response or an error, what is
 * asked is a {@link org.xorcast.core.krpc.Query}, what is said in reply an {@link
 * org.xorcast.core.krpc.Answer}. Beside them lie the formats that the messages carry: items that
 * are named by their hash or signed by their author (BEP 44), node ids that belong to an address
 * (BEP 42), filters that count announcers (BEP 33), and which addresses mean nothing to anybody.
 *
 * <p>A message travels in three grades. What is no KRPC at all throws; nobody answers that. A query
 * whose arguments make no sense becomes a {@link org.xorcast.core.krpc.MalformedQuery}, which can
 * be answered by an error. All else is a message, in which the fields that make no sense are
 * absent, for the network is full of clients with small faults.
 *
 * <p>What must never happen here: state, an answer, an exception other than {@link
 * org.xorcast.core.wire.WireException} for bytes of others, a value that was encoded anew before
 * its hash or signature was checked.
 */
@NullMarked
package org.xorcast.core.krpc;

import org.jspecify.annotations.NullMarked;
