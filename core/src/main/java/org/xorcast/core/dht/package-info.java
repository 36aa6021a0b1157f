/**
 * A node of the Mainline DHT: whom it knows, how it asks, and what it answers.
 *
 * <p>The server half answers queries out of bounded memory: {@link org.xorcast.core.dht.Server}
 * takes one and gives the bytes of the reply. Whoever announces or puts something must show a token
 * that was sent to his address before ({@code TokenKeeper}), so nobody stores in another's name.
 * What is stored has a place for each ({@code FairStore}): when it is crowded, those who have taken
 * more than their share give way first, then what is far away from this node and wanted by few, as
 * libtorrent has it.
 *
 * <p>Everybody on the internet can send here, with any sender's address he likes. So the cheap
 * checks come before the dear ones (size, token, rate, sequence, then the signature), each address
 * and each block of addresses has a rate, and no reply is over ten times as long as a query whose
 * sender has not shown that he is where he says.
 *
 * <p>What must never happen here: a reply to bytes that are no query, memory that others make grow,
 * a decision by the wall clock other than about the age of what somebody signed.
 */
@NullMarked
package org.xorcast.core.dht;

import org.jspecify.annotations.NullMarked;
