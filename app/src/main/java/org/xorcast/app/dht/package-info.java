/**
 * {@code xorcast dht}: the Mainline DHT from a shell, with or without a Xorcast network.
 *
 * <p>Every command is a node of the DHT of its own for as long as it runs: a read-only one (BEP
 * 43), which others do not take into their tables, for all that asks; {@code serve} is one that
 * answers. It joins through the addresses that {@code --bootstrap} names, and through no others.
 *
 * <p>Values are bencoded in the DHT. Plain words go in as a string and come out as they went in;
 * {@code --bencoded} takes and gives what lies there byte for byte.
 *
 * <p>What must never happen here: text of strangers on a terminal as it came, a bootstrap node that
 * nobody named, a success that no node of the DHT has confirmed.
 */
@NullMarked
package org.xorcast.app.dht;

import org.jspecify.annotations.NullMarked;
